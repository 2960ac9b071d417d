/**
 * A statement that a transaction runs last, in one round trip with its commit. It is prepared once per connection with
 * SQL's PREPARE, so that several can be executed, and committed, by one simple query.
 */
export interface FinalStatement {
  /** Unique per text. */
  readonly name: string;
  /** `prepare <name> (types) as …` */
  readonly prepare: string;
  /** `execute <name>(literals)` */
  readonly execute: string;
}
