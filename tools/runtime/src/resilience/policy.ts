import type { AnyOperation } from '@carveout/contract';
import { DEFAULTS } from '../topology/resilience.ts';
import type { BreakerPolicy, BulkheadPolicy, PolicyLine, Resilience, RetryPolicy } from '../topology/resilience.ts';

/** How calls of this process to one operation are protected. Times in ms. */
export interface OperationPolicy {
  /** Undefined: one try, which may take all the time there is. */
  readonly retry: RetryPolicy | undefined;
  readonly breaker: BreakerPolicy | undefined;
  readonly bulkhead: BulkheadPolicy | undefined;
  readonly timeout: number;
  readonly fallback: boolean;
}

const RETRY: RetryPolicy = { attempts: 3, backoff: 50, perTry: undefined };
const BREAKER: BreakerPolicy = { failures: 10, resetAfter: 1_000 };
const BULKHEAD: BulkheadPolicy = { concurrent: 64, queue: 64 };

/** What the topology says of an operation: the more particular line wins, value by value. */
export function policyOf(operation: AnyOperation, resilience: Resilience = {}): OperationPolicy {
  const lines = [DEFAULTS, operation.module, operation.id].flatMap((key) =>
    Object.hasOwn(resilience, key) ? [resilience[key]!] : [],
  );
  const retry = merged(lines, 'retry', RETRY, RETRY);
  return {
    retry: retry === undefined || (retry.attempts < 2 && retry.perTry === undefined) ? undefined : retry,
    breaker: merged(lines, 'breaker', BREAKER, BREAKER),
    bulkhead: merged(lines, 'bulkhead', BULKHEAD, undefined),
    timeout: lines.reduce((found, line) => line.timeout ?? found, operation.timeout),
    fallback: lines.reduce((found, line) => line.fallback ?? found, true),
  };
}

/** @param values where a policy that is on begins. @param unsaid what holds when no line says anything. */
function merged<K extends 'retry' | 'breaker' | 'bulkhead', P>(
  lines: readonly PolicyLine[],
  name: K,
  values: P,
  unsaid: P | undefined,
): P | undefined {
  let policy = unsaid;
  for (const line of lines) {
    const said = line[name];
    if (said === false) policy = undefined;
    else if (said !== undefined) policy = { ...(policy ?? values), ...said };
  }
  return policy;
}
