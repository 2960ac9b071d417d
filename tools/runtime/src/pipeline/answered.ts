import type { AnyOperation } from '@carveout/contract';
import { DeclaredError, Fault, fault, outputInvalid } from '../errors/index.ts';
import { parse } from './parse.ts';
import { issueLine, issuesOf } from './replies.ts';

/** For an answer that the caller's contract refuses. */
export function outputFault(operation: AnyOperation, parsed: Parameters<typeof issuesOf>[0]): Fault {
  return new Fault(
    outputInvalid,
    operation.id,
    `the answer does not match the caller's contract: ${issueLine(issuesOf(parsed))}`,
  );
}

/** The declared error as the caller's contract has it, or a fault where it does not. */
export function declaredError(operation: AnyOperation, code: string, data: unknown): Error {
  const schema = Object.hasOwn(operation.errors, code) ? operation.errors[code] : undefined;
  const parsed = schema === undefined ? undefined : parse(schema, data);
  if (parsed !== undefined && parsed.issues === undefined) return new DeclaredError(operation.id, code, parsed.value);
  return new Fault(
    fault,
    operation.id,
    `it failed with ${code}, which the caller's contract does not declare in this form`,
  );
}
