import type { BreakingChange } from '../breaking-change.ts';
import { sameJson } from '../description/canonical.ts';
import type { EventRule, OperationRule } from './rule.ts';

const OPERATION = ['kind', 'http', 'access', 'idempotent', 'timeout', 'input', 'output', 'errors'];
const EVENT = ['version', 'payload'];

/** What no rule is about must be the same: a description that another version of the kit wrote may say more. */
export const operationNotUnderstood: OperationRule = (before, after, where) =>
  differing(before, after, where, OPERATION);
export const eventNotUnderstood: EventRule = (before, after, where) => differing(before, after, where, EVENT);

function differing(before: object, after: object, where: string, understood: readonly string[]): BreakingChange[] {
  const [older, newer] = [before, after] as Record<string, unknown>[];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((part) => !understood.includes(part) && !sameJson(older![part], newer![part]))
    .map((part) => ({
      where: `${where}.${part}`,
      what: `${JSON.stringify(older![part] ?? null)} became ${JSON.stringify(newer![part] ?? null)}`,
      why: 'no rule understands this part of a contract, so it may break either side',
      remedy:
        'Record the contract with the version of the kit that reads it here, then look at the difference yourself',
    }));
}
