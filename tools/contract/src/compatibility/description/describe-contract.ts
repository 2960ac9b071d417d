import type { AnyContract, AnyEvent, AnyOperation } from '../../contract.ts';
import { inOrder } from './canonical.ts';
import { describeAccess } from './describe-access.ts';
import { describeExchanged, describeInput } from './describe-schema.ts';
import type { ContractDescription, EventDescription, OperationDescription } from './description.ts';

/**
 * Writes a contract down as JSON: what its neighbours depend on, and no more (no summaries, no code). Of functions only
 * what can be said in words is kept: who an owner is read from, and the message of each check of one's own.
 */
export function describeContract(contract: AnyContract): ContractDescription {
  return {
    contract: contract.name,
    operations: mapped(contract.operations, describeOperation),
    events: mapped(contract.events, describeEvent),
  };
}

function describeOperation(operation: AnyOperation): OperationDescription {
  return {
    kind: operation.kind,
    ...(operation.http !== undefined && { http: operation.http }),
    access: describeAccess(operation.access),
    ...(operation.kind === 'command' && { idempotent: operation.idempotent }),
    timeout: operation.timeout,
    input: describeInput(operation.input),
    output: describeExchanged(operation.output),
    errors: mapped(operation.errors, describeExchanged),
  };
}

function describeEvent({ version, payload }: AnyEvent): EventDescription {
  return { version, payload: describeExchanged(payload) };
}

function mapped<T, U>(record: Readonly<Record<string, T>>, describe: (value: T) => U): Record<string, U> {
  return inOrder(Object.entries(record).map(([name, value]) => [name, describe(value)] as const));
}
