/** Describes one error of the kit. Each lives in a file of its own, named after its code. */
export interface ErrorDefinition {
  /** `CARV-2xx` topology, `3xx` calls, `4xx` messages, `5xx` data, `6xx` deploy. */
  readonly code: `CARV-${number}`;
  readonly title: string;
}

/**
 * Every error that the kit raises. `message` says what happened, where, and what to do; `code` names the page
 * `docs/errors/<code>.md`.
 */
export class CarveoutError extends Error {
  readonly code: string;

  constructor(definition: ErrorDefinition, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'CarveoutError';
    this.code = definition.code;
  }

  override toString(): string {
    return `${this.code}: ${this.message}`;
  }
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
