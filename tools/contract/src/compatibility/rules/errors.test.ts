import { expect, it } from 'vitest';
import { z } from 'zod';
import { buyChange } from '../contract-change.fixture.ts';

const data = z.object({ left: z.int() });

it('an error is neither added nor removed in one step: its callers would learn a fault', () => {
  expect(buyChange({}, { errors: { GONE: data } })).toEqual(['buy.errors.GONE: is new']);
  expect(buyChange({ errors: { GONE: data } }, {})).toEqual(['buy.errors.GONE: is removed']);
  expect(buyChange({ errors: { GONE: data } }, { errors: { GONE: data } })).toEqual([]);
});

it('its data is output', () => {
  const more = data.extend({ since: z.string().optional() });
  expect(buyChange({ errors: { GONE: data } }, { errors: { GONE: more } })).toEqual([]);
  expect(buyChange({ errors: { GONE: data } }, { errors: { GONE: z.object({}) } })).toEqual([
    'buy.errors.GONE.left: was required and is removed',
  ]);
});
