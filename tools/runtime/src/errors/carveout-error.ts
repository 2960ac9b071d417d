/** Describes one error of the kit. Each lives in a file of its own, named after its code. */
export interface ErrorDefinition {
  /** `CARV-2xx` topology, `3xx` calls, `4xx` messages, `5xx` data, `6xx` deploy. */
  readonly code: `CARV-${number}`;
  readonly title: string;
}

/**
 * What an error says about a backing server that could not be reached. `away`: nothing came of what was asked of it.
 * `unknown`: the answer to a write was lost, so it may have been made.
 */
export type Availability = 'away' | 'unknown';

/**
 * Every error that the kit raises. `message` says what happened, where, and what to do; `code` names the page
 * `docs/errors/<code>.md`.
 */
export class CarveoutError extends Error {
  readonly code: string;
  /** Set when a backing server could not be reached: trying again later may help. */
  readonly availability?: Availability;

  constructor(
    definition: ErrorDefinition,
    message: string,
    options?: { readonly cause?: unknown; readonly availability?: Availability | undefined },
  ) {
    super(message, options);
    this.name = 'CarveoutError';
    this.code = definition.code;
    if (options?.availability !== undefined) this.availability = options.availability;
  }

  override toString(): string {
    return `${this.code}: ${this.message}`;
  }
}

/**
 * The availability that an error tells. Data mappers make errors of their own out of those of a store, and copy their
 * properties: so this asks for the property and not for the class.
 */
export function availabilityOf(error: unknown): Availability | undefined {
  const availability = (error as { readonly availability?: unknown } | null | undefined)?.availability;
  return availability === 'away' || availability === 'unknown' ? availability : undefined;
}

/** Several faults found in one pass, reported at once. */
export class CarveoutErrors extends Error {
  readonly errors: readonly CarveoutError[];

  constructor(errors: readonly CarveoutError[]) {
    super(errors.map(String).join('\n'));
    this.name = 'CarveoutErrors';
    this.errors = errors;
  }
}

/** Throws what was collected: nothing for none, the error itself for one, all of them at once for more. */
export function throwCollected(errors: readonly CarveoutError[]): void {
  if (errors.length === 1) throw errors[0]!;
  if (errors.length > 1) throw new CarveoutErrors(errors);
}
