import type { BreakingChange } from '../breaking-change.ts';
import type { Exchanged } from '../description/description.ts';
import type { Encounter } from '../schema/encounter.ts';
import { compareSchemas } from '../schema/compare-schemas.ts';
import type { JsonSchema } from '../description/description.ts';

/** What breaks when the two meet, as changes of the contract. */
export function changesBetween(
  sent: JsonSchema,
  accepted: JsonSchema,
  where: string,
  encounter: Encounter,
): BreakingChange[] {
  return compareSchemas(sent, accepted, where, encounter).map((mismatch) => ({ ...mismatch, why: encounter.why }));
}

/** What breaks when senders and receivers of either version meet those of the other. */
export function exchangeChanges(
  before: Exchanged,
  after: Exchanged,
  where: string,
  newMeetsOld: Encounter,
  oldMeetsNew: Encounter,
): BreakingChange[] {
  return [
    ...changesBetween(after.sends ?? after.accepts, before.accepts, where, newMeetsOld),
    ...changesBetween(before.sends ?? before.accepts, after.accepts, where, oldMeetsNew),
  ];
}
