import type { FailureKind, InputIssue } from '../ports/index.ts';
import { CarveoutError } from './carveout-error.ts';
import type { ErrorDefinition } from './carveout-error.ts';

/**
 * What a caller learns when a call ends neither with a value nor with a declared error: exactly one of `Invalid`,
 * `Denied`, `NotSent`, `OutcomeUnknown`, `Fault` (law 3).
 */
export abstract class CallFailure extends CarveoutError {
  abstract readonly kind: FailureKind;
  /** `module.operation` that was called. */
  readonly operation: string;

  constructor(definition: ErrorDefinition, operation: string, message: string, options?: { readonly cause?: unknown }) {
    super(definition, `${operation}: ${message}`, options);
    this.operation = operation;
  }
}

/** The input was refused; it did not run. */
export class Invalid extends CallFailure {
  readonly kind = 'invalid';
  readonly issues: readonly InputIssue[];

  constructor(definition: ErrorDefinition, operation: string, message: string, issues: readonly InputIssue[] = []) {
    super(definition, operation, message);
    this.name = 'Invalid';
    this.issues = issues;
  }
}

/** The principal may not; it did not run. */
export class Denied extends CallFailure {
  readonly kind = 'denied';
  override readonly name = 'Denied';
}

/** It surely did not run: nobody to send to, overloaded, stopping, or too late to start. Safe to try again. */
export class NotSent extends CallFailure {
  readonly kind = 'not-sent';
  override readonly name = 'NotSent';
}

/** It may have run. A command may be repeated under the same key; a query at will. */
export class OutcomeUnknown extends CallFailure {
  readonly kind = 'outcome-unknown';
  override readonly name = 'OutcomeUnknown';
}

/** It broke inside. Nothing is said about effects, and no details leave the module: its own log has them. */
export class Fault extends CallFailure {
  readonly kind = 'fault';
  override readonly name = 'Fault';
}
