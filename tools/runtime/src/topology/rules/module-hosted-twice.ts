import { CarveoutError } from '../../errors/carveout-error.ts';
import type { Word } from '../draft.ts';
import { moduleHostedTwice } from '../errors/carv-209-module-hosted-twice.ts';
import type { Rule } from './rule.ts';

export const checkHostedOnce: Rule = ({ source, deployables }) => {
  const first = new Map<string, { module: Word; host: string }>();
  const faults: CarveoutError[] = [];
  for (const { name, modules } of deployables) {
    for (const module of modules) {
      const before = first.get(module.text);
      if (before === undefined) first.set(module.text, { module, host: name.text });
      else {
        faults.push(
          new CarveoutError(
            moduleHostedTwice,
            `${source.place(module.node)}: '${name.text}' hosts the module '${module.text}', and so does ` +
              `'${before.host}' at ${source.place(before.module.node)}. Remove one; for more processes of a ` +
              "deployable, use 'replicas'.",
          ),
        );
      }
    }
  }
  return faults;
};
