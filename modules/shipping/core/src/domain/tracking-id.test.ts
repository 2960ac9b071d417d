import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { trackingIdFrom } from './tracking-id.ts';

const idOf = (order: string) => trackingIdFrom(createHash('sha256').update(order).digest());

describe('a tracking id', () => {
  it('is the same for the same order, and another for another', () => {
    const ids = Array.from({ length: 2_000 }, (_, at) => idOf(`order-${at}`));
    expect(new Set(ids).size).toBe(2_000);
    expect(idOf('order-7')).toBe(ids[7]);
  });

  it('is easy to read out', () => {
    expect(idOf('order-1')).toMatch(/^CV(-[B-DF-HJ-NP-TV-XZ2-9]{6}){3}$/);
  });

  it('is not made of too little', () => {
    expect(() => trackingIdFrom(new Uint8Array(17))).toThrow('takes 18 bytes');
  });
});
