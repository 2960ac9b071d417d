import { CarveoutError } from '../../errors/carveout-error.ts';
import { badName } from '../errors/carv-207-bad-name.ts';
import type { Rule } from './rule.ts';

/** What a host name, a container and a queue all accept. */
const NAME = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

export const checkNames: Rule = ({ source, deployables }) =>
  deployables
    .filter(({ name }) => !NAME.test(name.text))
    .map(
      ({ name }) =>
        new CarveoutError(
          badName,
          `${source.place(name.node)}: '${name.text}' cannot name a deployable. A name has at most 63 lower-case ` +
            'letters, digits and hyphens, starts with a letter, and does not end with a hyphen.',
        ),
    );
