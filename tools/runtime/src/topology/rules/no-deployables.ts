import { isMap } from 'yaml';
import { CarveoutError } from '../../errors/carveout-error.ts';
import { noDeployables } from '../errors/carv-205-no-deployables.ts';
import { isNothing } from '../source.ts';
import type { Rule } from './rule.ts';

export const checkDeployablesPresent: Rule = ({ source, sections }) => {
  const section = sections.find(({ key }) => key.text === 'deployables');
  // Anything else than a map is reported as a wrong type.
  const isEmpty =
    section === undefined || isNothing(section.value) || (isMap(section.value) && section.value.items.length === 0);
  const root = source.document.contents;
  if (!isEmpty || !(isMap(root) || isNothing(root ?? undefined))) return [];
  return [
    new CarveoutError(
      noDeployables,
      `${source.place(section?.key.node)}: no deployables. Say which process hosts which modules, ` +
        "for example 'deployables: { monolith: rest }'.",
    ),
  ];
};
