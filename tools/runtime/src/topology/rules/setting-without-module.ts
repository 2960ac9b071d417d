import { CarveoutError } from '../../errors/carveout-error.ts';
import { settingWithoutModule } from '../errors/carv-216-setting-without-module.ts';
import { DEFAULTS } from '../resilience.ts';
import { didYouMean, listed } from '../near-names.ts';
import type { Rule } from './rule.ts';

export const checkSettings: Rule = ({ source, config, ports, resilience }) => {
  const fault = (node: Parameters<typeof source.place>[0], text: string) =>
    new CarveoutError(settingWithoutModule, `${source.place(node)}: ${text}`);
  const unknown = (module: string) =>
    `there is no module '${module}'.${didYouMean(module, source.modules)} There are: ${listed(source.modules)}.`;
  return [
    ...config
      .filter(({ key }) => !source.modules.includes(key.text))
      .map(({ key }) => fault(key.node, `configuration for '${key.text}', but ${unknown(key.text)}`)),
    ...ports.flatMap(({ key }) => {
      const [, module, port] = /^([^.]*)\.([^.]+)$/.exec(key.text) ?? [];
      if (module === undefined || port === undefined) {
        return [
          fault(key.node, `'${key.text}' names no port. Write it as '<module>.<port>', such as 'payments.cards'.`),
        ];
      }
      if (source.modules.includes(module)) return [];
      return [fault(key.node, `an adapter for '${key.text}', but ${unknown(module)}`)];
    }),
    ...resilience.flatMap(({ key }) => {
      const [, module] = /^([^.]+)(?:\.[^.]+)?$/.exec(key.text) ?? [];
      if (module === undefined)
        return [
          fault(key.node, `'${key.text}' names nothing. Write '${DEFAULTS}', '<module>' or '<module>.<operation>'.`),
        ];
      if (key.text === DEFAULTS || source.modules.includes(module)) return [];
      return [fault(key.node, `resilience of '${key.text}', but ${unknown(module)}`)];
    }),
  ];
};
