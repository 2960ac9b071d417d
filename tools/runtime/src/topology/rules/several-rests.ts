import { CarveoutError } from '../../errors/carveout-error.ts';
import { REST } from '../draft.ts';
import { severalRests } from '../errors/carv-217-several-rests.ts';
import type { Rule } from './rule.ts';

export const checkOneRest: Rule = ({ source, deployables }) => {
  const [first, ...others] = deployables.filter(({ rest }) => rest);
  return others.map(
    ({ name, rest }) =>
      new CarveoutError(
        severalRests,
        `${source.place(rest!.node)}: '${name.text}' asks for the '${REST}' of the modules, and so does ` +
          `'${first!.name.text}' at ${source.place(first!.rest!.node)}. Only one can; list the modules of the other.`,
      ),
  );
};
