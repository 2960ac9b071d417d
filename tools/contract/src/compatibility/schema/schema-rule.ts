import type { JsonSchema } from '../description/description.ts';
import type { Encounter } from './encounter.ts';

/** Something that the sender may send and the receiver refuses. */
export interface Mismatch {
  readonly where: string;
  /** Says the same whichever side sends, so that two encounters report one change. */
  readonly what: string;
  readonly remedy: string;
}

/** One place of a schema, as the sender and as the receiver know it. References and unions are resolved. */
export interface Place {
  readonly where: string;
  readonly sent: JsonSchema;
  readonly accepted: JsonSchema;
  readonly encounter: Encounter;
  /** Compares what lies further inside. */
  readonly inside: (sent: JsonSchema, accepted: JsonSchema, where: string) => Mismatch[];
  /** `what`, for a place that differs: each side in words, the version before first. */
  readonly differs: (sent: string, accepted: string) => string;
  readonly mismatch: (what: string, remedy?: string) => Mismatch;
}

/** Finds what the sender may send and the receiver refuses, in the keywords that the rule answers for. */
export interface SchemaRule {
  readonly keywords: readonly string[];
  /** True: what it finds makes the other rules at this place pointless. */
  readonly decisive?: boolean;
  readonly check: (place: Place) => Mismatch[];
}
