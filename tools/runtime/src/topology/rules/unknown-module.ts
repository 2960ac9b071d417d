import { CarveoutError } from '../../errors/carveout-error.ts';
import { REST } from '../draft.ts';
import { unknownModule } from '../errors/carv-208-unknown-module.ts';
import { didYouMean, listed } from '../near-names.ts';
import type { Rule } from './rule.ts';

export const checkModulesExist: Rule = ({ source, deployables }) =>
  deployables.flatMap(({ name, modules }) =>
    modules
      .filter((module) => !source.modules.includes(module.text))
      .map((module) => {
        const cure =
          module.text === REST
            ? ` To host all that no other deployable names, write '${name.text}: ${REST}', without a list.`
            : `${didYouMean(module.text, source.modules)} There are: ${listed(source.modules)}.`;
        const what = `${source.place(module.node)}: there is no module '${module.text}'`;
        return new CarveoutError(unknownModule, `${what} for the deployable '${name.text}'.${cure}`);
      }),
  );
