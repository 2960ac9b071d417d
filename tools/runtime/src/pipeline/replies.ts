import type { z } from 'zod';
import {
  Denied,
  Fault,
  Invalid,
  NotSent,
  OutcomeUnknown,
  denied,
  fault,
  invalidInput,
  keyReused,
  notSent,
  outcomeUnknown,
  overloaded,
  expired,
  stopping,
  unknownOperation,
  breakerOpen,
  bulkheadFull,
} from '../errors/index.ts';
import type { CallFailure, ErrorDefinition } from '../errors/index.ts';
import type { CallReply, FailureKind, InputIssue } from '../ports/index.ts';

type FailureReply = Extract<CallReply, { kind: FailureKind }>;

const DEFINITIONS: ReadonlyMap<string, ErrorDefinition> = new Map(
  [
    denied,
    fault,
    invalidInput,
    keyReused,
    notSent,
    outcomeUnknown,
    overloaded,
    expired,
    stopping,
    unknownOperation,
    breakerOpen,
    bulkheadFull,
  ].map((definition) => [definition.code, definition]),
);

/** A reply that tells a failure. */
export function failure(
  kind: FailureKind,
  definition: ErrorDefinition,
  message: string,
  issues?: readonly InputIssue[],
): CallReply {
  return { kind, code: definition.code, message, issues };
}

/** A failure after which the caller tries no more. */
export function final(kind: 'not-sent' | 'outcome-unknown', definition: ErrorDefinition, message: string): CallReply {
  return { kind, code: definition.code, message, final: true };
}

/** For a call whose key names other work. */
export function reusedKey(): CallReply {
  return failure(
    'invalid',
    keyReused,
    'the idempotency key was used before with another input; use a new key for new work',
  );
}

/** For a call whose deadline passed before it was begun. */
export function tooLate(): CallReply {
  return failure('not-sent', expired, 'its deadline had passed before it was started');
}

/** The error a caller gets for a failure reply. */
export function failureError(operation: string, reply: FailureReply): CallFailure {
  const definition = DEFINITIONS.get(reply.code) ?? { code: reply.code as `CARV-${number}`, title: reply.message };
  switch (reply.kind) {
    case 'invalid':
      return new Invalid(definition, operation, reply.message, reply.issues ?? []);
    case 'denied':
      return new Denied(definition, operation, reply.message);
    case 'not-sent':
      return new NotSent(definition, operation, reply.message);
    case 'outcome-unknown':
      return new OutcomeUnknown(definition, operation, reply.message);
    case 'fault':
      return new Fault(definition, operation, reply.message);
  }
}

/** Zod's issues in the wire's form; at most 20. */
export function issuesOf(error: { readonly issues: readonly z.core.$ZodIssue[] }): InputIssue[] {
  return error.issues.slice(0, 20).map((issue) => ({
    path: issue.path.map((part) => (typeof part === 'number' ? part : String(part))),
    message: issue.message,
  }));
}

/** Issues in one line, for messages. */
export function issueLine(issues: readonly InputIssue[]): string {
  return issues
    .map((issue) => `${issue.path.length > 0 ? issue.path.join('.') : '(whole)'}: ${issue.message}`)
    .join('; ');
}
