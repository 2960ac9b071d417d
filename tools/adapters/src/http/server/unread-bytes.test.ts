import { describe, expect, it } from 'vitest';
import { UnreadBytes } from './unread-bytes.ts';

/** Room for 100 bytes, and who was ended to make it, in order. */
function room() {
  const ended: string[] = [];
  let told = 0;
  const unread = new UnreadBytes(100, () => (told += 1));
  const reader = (name: string, stalledAt?: number) => ({ stalledAt, destroy: () => void ended.push(name) });
  return { unread, reader, ended, told: () => told };
}

describe('where answers find no room', () => {
  it('whoever has not read for longest is ended, one after the other, until there is', () => {
    const { unread, reader, ended, told } = room();
    const [late, first, second] = [reader('late', 30), reader('first', 10), reader('second', 20)];
    expect([late, first, second].map((one) => unread.take(one, 30))).toEqual([true, true, true]);
    expect(unread.take(reader('new'), 70)).toBe(true);
    expect([ended, told()]).toEqual([['first', 'second'], 2]);
  });

  it('that may be the one that is answered', () => {
    const { unread, reader, ended } = room();
    const stalled = reader('stalled', 10);
    expect(unread.take(stalled, 60)).toBe(true);
    expect(unread.take(reader('other', 20), 40)).toBe(true);
    expect(unread.take(stalled, 1)).toBe(false);
    expect(ended).toEqual(['stalled']);
    expect(unread.take(reader('new'), 60)).toBe(true);
  });

  it('nobody else is ended for an answer that is too much by itself, or while all others read', () => {
    const { unread, reader, ended } = room();
    expect(unread.take(reader('stalled', 10), 50)).toBe(true);
    expect(unread.take(reader('huge'), 101)).toBe(false);
    expect(ended).toEqual(['huge']);
    const { unread: another, reader: one, ended: gone } = room();
    expect(another.take(one('reads'), 60)).toBe(true);
    expect(another.take(one('new'), 60)).toBe(false);
    expect(gone).toEqual(['new']);
  });

  it('what was read is room again, and once only', () => {
    const { unread, reader, ended } = room();
    const one = reader('one', 10);
    expect(unread.take(one, 100)).toBe(true);
    unread.give(one, 40);
    unread.giveAll(one);
    unread.give(one, 60);
    unread.giveAll(one);
    expect(unread.take(reader('two', 20), 100)).toBe(true);
    expect(unread.take(reader('three', 30), 100)).toBe(true);
    expect(ended).toEqual(['two']);
  });
});
