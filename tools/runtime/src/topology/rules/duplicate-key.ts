import { isScalar, visit } from 'yaml';
import type { Node } from 'yaml';
import { CarveoutError } from '../../errors/carveout-error.ts';
import { duplicateKey } from '../errors/carv-203-duplicate-key.ts';
import type { Rule } from './rule.ts';

export const checkDuplicateKeys: Rule = ({ source }) => {
  const faults: CarveoutError[] = [];
  visit(source.document, {
    Map(_, map) {
      const first = new Map<string, Node>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        const before = first.get(name);
        if (before === undefined) first.set(name, key);
        else {
          faults.push(
            new CarveoutError(
              duplicateKey,
              `${source.place(key)}: '${name}' stands here a second time; the first is at ${source.place(before)}. ` +
                'Join the two, or remove one.',
            ),
          );
        }
      }
    },
  });
  return faults;
};
