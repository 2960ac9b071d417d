import type { CallReply } from '@carveout/runtime';
import { describe, expect, it } from 'vitest';
import { decodeCalls, decodeNumbers, encodeCall, encodeNumbers } from './call-codec.ts';
import { decodeReplies, encodeReply } from './reply-codec.ts';

const envelope = { id: 'i', correlation: 'c', caller: 'orders', deadline: 5 };

function decoded(...replies: string[]): [number, CallReply][] {
  const taken: [number, CallReply][] = [];
  decodeReplies(Buffer.from(`[${replies.join(',')}]`), (number, reply) => taken.push([number, reply]));
  return taken;
}

describe('calls', () => {
  it('come out as they went in', () => {
    const full = { ...envelope, causation: 'a', key: 'k', principal: { id: 'p', roles: [] }, trace: 't' };
    const texts = [
      encodeCall({ module: 'm', operation: 'one', envelope, input: null }),
      encodeCall({ module: 'm', operation: 'two', envelope: full, input: undefined }),
    ];
    const [one, two] = decodeCalls(Buffer.from(`[${texts.join(',')}]`));
    expect(one).toEqual({ operation: 'one', envelope, input: null });
    expect(Object.keys(one!.envelope)).toEqual(Object.keys(envelope));
    expect(two).toEqual({ operation: 'two', envelope: full, input: undefined });
  });

  it('that are none come out as undefined, each by itself', () => {
    const good = encodeCall({ module: 'm', operation: 'one', envelope, input: 1 });
    const calls = decodeCalls(Buffer.from(`[1, {}, [], ["op", "id", "cor", "caller", "soon"], ${good}]`));
    expect(calls.slice(0, 4)).toEqual([undefined, undefined, undefined, undefined]);
    expect(calls[4]).toMatchObject({ operation: 'one' });
  });

  it.each(['{', '{}', '"x"', ''])('of a body that is no array throw: %s', (body) => {
    expect(() => decodeCalls(Buffer.from(body))).toThrow();
  });

  it('have numbers that nothing else is taken for', () => {
    expect(decodeNumbers(encodeNumbers(70, 64))).toEqual({ first: 70, count: 64 });
    for (const other of [undefined, '', '1', '1:', 'a:b', '1:2:3', '-1:2', '1:99999', '1:0'])
      expect(decodeNumbers(other)).toBeUndefined();
  });
});

describe('answers', () => {
  it('of an unknown kind leave the outcome unknown', () => {
    expect(decoded('[3,9,"X"]')).toMatchObject([[3, { kind: 'outcome-unknown' }]]);
  });

  it('that are none are passed over', () => {
    expect(decoded('1', 'null', '["a"]', encodeReply(4, { kind: 'value', value: 1 }))).toEqual([
      [4, { kind: 'value', value: 1 }],
    ]);
  });
});
