import type { AnyOperation } from '@carveout/contract';
import { CarveoutError, undeclaredError } from '../errors/index.ts';
import { FailureSignal } from './failure-signal.ts';
import { parse } from './parse.ts';
import { issueLine, issuesOf } from './replies.ts';

/** Makes an operation's `fail`: it ends the handler with a declared error, and refuses what is not declared. */
export function failOf(operation: AnyOperation): (code: string, data: unknown) => never {
  return (code, data) => {
    const schema = Object.hasOwn(operation.errors, code) ? operation.errors[code] : undefined;
    if (schema === undefined) {
      throw new CarveoutError(
        undeclaredError,
        `${operation.id} fails with ${code}, which its contract does not declare (declared: ${Object.keys(operation.errors).join(', ') || 'none'})`,
      );
    }
    const parsed = parse(schema, data);
    if (parsed.issues !== undefined)
      throw new CarveoutError(
        undeclaredError,
        `${operation.id} fails with ${code}, but its data does not match the contract: ${issueLine(issuesOf(parsed))}`,
      );
    throw new FailureSignal(code, parsed.value);
  };
}
