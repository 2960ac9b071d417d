import { isMap } from 'yaml';
import { CarveoutError } from '../../errors/carveout-error.ts';
import { entriesOf } from '../draft.ts';
import type { Entry } from '../draft.ts';
import { unknownKey } from '../errors/carv-204-unknown-key.ts';
import { POLICIES, SETTINGS } from '../resilience.ts';
import { didYouMean, listed } from '../near-names.ts';
import { DEPLOYABLE_KEYS, SECTIONS, TRAFFIC } from './known.ts';
import type { Rule } from './rule.ts';

const LINE_KEYS = [...Object.keys(POLICIES), ...Object.keys(SETTINGS)];

export const checkUnknownKeys: Rule = ({ source, sections, links, deployables, resilience }) => {
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
    ...resilience.flatMap(({ key, policies }) => [
      ...unknown(policies, LINE_KEYS, ` of the resilience of '${key.text}'`),
      ...policies.flatMap((policy) => {
        const known = POLICIES[policy.key.text];
        return known === undefined ? [] : unknown(policy.values, Object.keys(known), ` under '${policy.key.text}'`);
      }),
    ]),
  ];
};
