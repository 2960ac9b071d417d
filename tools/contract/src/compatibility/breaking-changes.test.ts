import { expect, it } from 'vitest';
import { z } from 'zod';
import { shopWith } from './contract-change.fixture.ts';
import { breakingChanges } from './index.ts';

it('says where, what, why and what to do, and a change that breaks both ways once', () => {
  const amount = (units: z.ZodType) => shopWith({ output: z.object({ units }) });
  expect(breakingChanges(amount(z.int()), amount(z.string()))).toEqual([
    {
      where: 'shop.buy.output.units',
      what: 'integer became string',
      why: 'callers of the version before refuse what hosts of this version may answer; and callers of this version refuse what hosts of the version before may answer',
      remedy: expect.stringContaining('under another name beside the old one'),
    },
  ]);
});

it('reports every change at once', () => {
  const before = shopWith({ input: z.object({ a: z.string() }), http: 'POST /buy', idempotent: true });
  const after = shopWith({ input: z.object({ a: z.int(), b: z.int() }), errors: { GONE: z.object({}) } });
  expect(breakingChanges(before, after).map(({ where }) => where)).toEqual([
    'shop.buy.input.b',
    'shop.buy.input.a',
    'shop.buy.errors.GONE',
    'shop.buy.http',
    'shop.buy.idempotent',
  ]);
  for (const change of breakingChanges(before, after)) {
    expect(change.why.length).toBeGreaterThan(20);
    expect(change.remedy.length).toBeGreaterThan(20);
  }
});

it('does not pass over what it does not know', () => {
  const plain = shopWith({});
  const later = { ...plain, operations: { buy: { ...plain.operations['buy']!, streams: true } } };
  expect(breakingChanges(plain, later)).toMatchObject([{ where: 'shop.buy.streams', what: 'null became true' }]);
  expect(breakingChanges(later, later)).toEqual([]);
});
