import { describe, expect, it } from 'vitest';
import { SLOTS, bindingKeys, routingKey, slotOf } from './partition.ts';

describe('slotOf', () => {
  it.each([
    // FNV-1a, 32 bits, of the published test vectors, modulo 16.
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('is FNV-1a of %j', (key, hash) => expect(slotOf(key)).toBe(hash % SLOTS));

  it('hashes UTF-8 bytes', () => {
    let hash = 0x811c9dc5;
    for (const byte of [0x78, 0xc3, 0xbc]) hash = Math.imul(hash ^ byte, 0x01000193);
    expect(slotOf('xü')).toBe((hash >>> 0) % SLOTS);
  });

  it('uses every slot', () => {
    const slots = new Set(Array.from({ length: 500 }, (_, index) => slotOf(`order-${index}`)));
    expect(slots.size).toBe(SLOTS);
  });
});

describe('bindingKeys', () => {
  it.each([1, 2, 4, 8, 16])('of %i queues take every slot once', (partitions) => {
    const keys = Array.from({ length: partitions }, (_, index) => bindingKeys('placed', 1, index, partitions)).flat();
    const all = Array.from({ length: SLOTS }, (_, slot) => routingKey('placed', 1, slot));
    expect(keys.toSorted()).toEqual(all.toSorted());
  });
});
