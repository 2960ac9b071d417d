import {
  CarveoutError,
  DeclaredError,
  Denied,
  Invalid,
  NotSent,
  OutcomeUnknown,
  availabilityOf,
  workOverdue,
} from '../errors/index.ts';
import type { SagaFault } from '../ports/index.ts';

export function faultOf(error: unknown): SagaFault {
  const message = error instanceof Error ? error.message.slice(0, 500) : String(error);
  const away = error instanceof NotSent || error instanceof OutcomeUnknown || availabilityOf(error) !== undefined;
  return away ? { kind: 'fault', message, away } : { kind: 'fault', message };
}

export function overdue(what: string): never {
  throw new CarveoutError(
    workOverdue,
    `${what} has not ended long after its deadline. Pass context.signal on to what it waits for`,
  );
}

/**
 * Whether trying again cannot help: the call was refused for what it is, a neighbour said no for good (its declared
 * error is saved under the step's key), or the module's own code is wrong.
 */
export function isFinal(error: unknown): boolean {
  if (error instanceof Invalid || error instanceof Denied || error instanceof DeclaredError) return true;
  if (error instanceof NotSent || error instanceof OutcomeUnknown) return false;
  return error instanceof CarveoutError && /^CARV-3(0[89]|1[01689])|^CARV-421/.test(error.code);
}
