import { isMap } from 'yaml';
import { CarveoutError } from '../../errors/carveout-error.ts';
import { entriesOf } from '../draft.ts';
import type { Entry } from '../draft.ts';
import { unknownKey } from '../errors/carv-204-unknown-key.ts';
import { didYouMean, listed } from '../near-names.ts';
import { DEPLOYABLE_KEYS, SECTIONS, TRAFFIC } from './known.ts';
import type { Rule } from './rule.ts';

export const checkUnknownKeys: Rule = ({ source, sections, links, deployables }) => {
  const unknown = (found: readonly Entry[], known: readonly string[], where: string): CarveoutError[] =>
    found
      .filter(({ key }) => !known.includes(key.text))
      .map(({ key }) => {
        const near = didYouMean(key.text, known);
        const message = `${source.place(key.node)}: nobody reads the key '${key.text}'${where}.${near}`;
        return new CarveoutError(unknownKey, `${message} Known keys: ${listed(known)}.`);
      });
  return [
    ...unknown(sections, SECTIONS, ''),
    ...deployables.flatMap(({ name, value }) =>
      isMap(value) ? unknown(entriesOf(source, value), DEPLOYABLE_KEYS, ` of the deployable '${name.text}'`) : [],
    ),
    ...unknown(links, TRAFFIC, " under 'links'"),
  ];
};
