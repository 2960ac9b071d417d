import { expect, it } from 'vitest';
import { trackingIdFor } from './tracking-id.ts';

it('is the same for the same order, and another for another', () => {
  const ids = Array.from({ length: 2_000 }, (_, at) => trackingIdFor(`order-${at}`));
  expect(new Set(ids).size).toBe(2_000);
  expect(trackingIdFor('order-7')).toBe(ids[7]);
});

it('is easy to read out', () => {
  expect(trackingIdFor('order-1')).toMatch(/^CV(-[B-DF-HJ-NP-TV-XZ2-9]{6}){3}$/);
});
