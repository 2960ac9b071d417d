/**
 * Who may call an operation from outside, through the door.
 *
 * - `'public'`: anyone, with or without a principal.
 * - any other string: a principal that has this role.
 * - `owner(...)`: a principal whose id equals the one read from the input (checked before the handler runs)
 *   or from the output (queries only; checked before the answer leaves).
 * - an array: any one of its members suffices.
 *
 * No `access` at all means denied from outside. Calls between modules are not checked here: a module may call
 * what it declares, and the topology and the broker's permissions hold it to that.
 */
export type Access<I = unknown, O = unknown> = string | OwnerRule<I, O> | readonly (string | OwnerRule<I, O>)[];

export interface OwnerRule<I = unknown, O = unknown> {
  /** Reads the owner's principal id from the parsed input. */
  readonly byInput?: (input: I) => string | undefined;
  /** Reads the owner's principal id from the handler's output; queries only. */
  readonly byOutput?: (output: O) => string | undefined;
}

/** The outside caller: who it is and which roles it has. Passed on unchanged through every call and event. */
export interface Principal {
  readonly id: string;
  readonly roles: readonly string[];
}
