import type { BreakingChange } from './breaking-change.ts';
import type { ContractDescription } from './description/description.ts';
import { accessTightened } from './rules/access-tightened.ts';
import { contractRenamed } from './rules/contract-renamed.ts';
import { errorAdded } from './rules/error-added.ts';
import { errorDataRefused } from './rules/error-data-refused.ts';
import { errorRemoved } from './rules/error-removed.ts';
import { eventRemoved } from './rules/event-removed.ts';
import { eventVersionChanged } from './rules/event-version-changed.ts';
import { httpChanged } from './rules/http-changed.ts';
import { idempotenceLost } from './rules/idempotence-lost.ts';
import { inputFieldDropped } from './rules/input-field-dropped.ts';
import { inputRefused } from './rules/input-refused.ts';
import { kindChanged } from './rules/kind-changed.ts';
import { eventNotUnderstood, operationNotUnderstood } from './rules/not-understood.ts';
import { operationRemoved } from './rules/operation-removed.ts';
import { outputRefused } from './rules/output-refused.ts';
import { payloadChanged } from './rules/payload-changed.ts';
import type { ContractRule, EventRule, OperationRule, Rule } from './rules/rule.ts';

const CONTRACT_RULES: readonly ContractRule[] = [contractRenamed, operationRemoved, eventRemoved, kindChanged];
const OPERATION_RULES: readonly OperationRule[] = [
  inputRefused,
  inputFieldDropped,
  outputRefused,
  errorAdded,
  errorRemoved,
  errorDataRefused,
  httpChanged,
  accessTightened,
  idempotenceLost,
  operationNotUnderstood,
];
const EVENT_RULES: readonly EventRule[] = [eventVersionChanged, payloadChanged, eventNotUnderstood];

const BESIDE =
  'Add it under another name beside the old one, which stays as it is; remove the old one a release later, when nobody uses it';

/**
 * The changes with which neighbours of the two versions could not work side by side (law 10 of DESIGN.md §4). During a
 * roll-out callers of the version before meet hosts of the one after, and the other way round; events of either wait for
 * listeners of both. Each side parses by its own version, and strips what it does not know. What a change merely makes
 * possible for callers is no break: they begin to use it a release later. What hosts and publishers may send is taken
 * at its word, since the contract does not tell when they begin.
 */
export function breakingChanges(before: ContractDescription, after: ContractDescription): BreakingChange[] {
  return merged([
    ...CONTRACT_RULES.flatMap((rule) => rule(before, after, before.contract)),
    ...compared(before.operations, after.operations, before.contract, OPERATION_RULES),
    ...compared(before.events, after.events, before.contract, EVENT_RULES),
  ]);
}

function compared<T>(
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
  contract: string,
  rules: readonly Rule<T>[],
): BreakingChange[] {
  return Object.entries(before)
    .filter(([name]) => Object.hasOwn(after, name))
    .flatMap(([name, old]) => rules.flatMap((rule) => rule(old, after[name]!, `${contract}.${name}`)));
}

/** One change that breaks both ways is told once. */
function merged(changes: readonly BreakingChange[]): BreakingChange[] {
  const byChange = new Map<string, BreakingChange>();
  for (const change of changes) {
    const key = `${change.where} ${change.what}`;
    const known = byChange.get(key);
    byChange.set(key, known === undefined ? change : together(known, change));
  }
  return [...byChange.values()];
}

function together(one: BreakingChange, other: BreakingChange): BreakingChange {
  const why = one.why.includes(other.why) ? one.why : `${one.why}; and ${other.why}`;
  return { ...one, why, remedy: one.remedy === other.remedy ? one.remedy : BESIDE };
}
