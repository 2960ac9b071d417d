import { expect, it } from 'vitest';
import { quoteFor } from './quote.ts';

it('is flat, and nothing for nothing', () => {
  const flat = { currency: 'USD', units: 8, nanos: 990_000_000 };
  expect(quoteFor([{ quantity: 1 }])).toEqual(flat);
  expect(quoteFor([{ quantity: 999 }, { quantity: 2 }])).toEqual(flat);
  expect(quoteFor([])).toEqual({ currency: 'USD', units: 0, nanos: 0 });
});
