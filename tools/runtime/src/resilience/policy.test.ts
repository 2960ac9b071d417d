import { expect, it } from 'vitest';
import { policyOf } from './policy.ts';
import { stock } from './testing/desk.ts';

const { take, left } = stock.operations;

it('is safe without a word: retries and a breaker, no bulkhead, the time of the contract', () => {
  expect(policyOf(take)).toEqual({
    retry: { attempts: 3, backoff: 50, perTry: undefined },
    breaker: { failures: 10, resetAfter: 1_000 },
    bulkhead: undefined,
    timeout: take.timeout,
    fallback: true,
  });
});

it('the more particular line wins, value by value', () => {
  const resilience = {
    defaults: { retry: { attempts: 5 }, breaker: false, timeout: 900 },
    stock: { retry: { backoff: 9 }, bulkhead: { concurrent: 3 }, fallback: false },
    'stock.take': { retry: false, breaker: { failures: 2 }, bulkhead: { queue: 0 }, timeout: 100 },
  } as const;
  expect(policyOf(take, resilience)).toEqual({
    retry: undefined,
    breaker: { failures: 2, resetAfter: 1_000 },
    bulkhead: { concurrent: 3, queue: 0 },
    timeout: 100,
    fallback: false,
  });
  expect(policyOf(left, resilience)).toMatchObject({
    retry: { attempts: 5, backoff: 9 },
    breaker: undefined,
    timeout: 900,
  });
});

it('one attempt is no retry', () => {
  expect(policyOf(take, { defaults: { retry: { attempts: 1 } } }).retry).toBeUndefined();
});
