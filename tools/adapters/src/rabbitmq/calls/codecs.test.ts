import type { CallReply } from '@carveout/runtime';
import { describe, expect, it } from 'vitest';
import { encodeCall } from '../../wire/call-codec.ts';
import { encodeReply } from '../../wire/reply-codec.ts';
import { decodeCalls, decodeNumbers, decodeReplies, encodeNumbers } from './message-codec.ts';

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
      encodeCall({ module: 'm', operation: 'one', envelope, input: null }, 'null'),
      encodeCall({ module: 'm', operation: 'two', envelope: full, input: undefined }, undefined),
    ];
    const [one, two] = decodeCalls(Buffer.from(`[${texts.join(',')}]`));
    expect(one).toEqual({ operation: 'one', envelope, input: null });
    expect(Object.keys(one!.envelope)).toEqual(Object.keys(envelope));
    expect(two).toEqual({ operation: 'two', envelope: full, input: undefined });
  });

  it('that are tried again say so, with their input or without', () => {
    const again = { ...envelope, attempt: 2, repeated: true } as const;
    const texts = [
      encodeCall({ module: 'm', operation: 'one', envelope: again, input: { a: 1 } }, '{"a":1}'),
      encodeCall({ module: 'm', operation: 'two', envelope: { ...envelope, attempt: 1 }, input: null }, 'null'),
      encodeCall({ module: 'm', operation: 'three', envelope: again, input: undefined }, undefined),
    ];
    expect(decodeCalls(Buffer.from(`[${texts.join(',')}]`))).toEqual([
      { operation: 'one', envelope: again, input: { a: 1 } },
      { operation: 'two', envelope: { ...envelope, attempt: 1 }, input: null },
      { operation: 'three', envelope: again, input: undefined },
    ]);
  });

  it('that are none come out as undefined, each by itself', () => {
    const good = encodeCall({ module: 'm', operation: 'one', envelope, input: 1 }, '1');
    const calls = decodeCalls(Buffer.from(`[1, {}, [], ["op", "id", "cor", "caller", "soon"], ${good}]`));
    expect(calls.slice(0, 4)).toEqual([undefined, undefined, undefined, undefined]);
    expect(calls[4]).toMatchObject({ operation: 'one' });
  });

  it('that are nested too deep come out as undefined, each by itself', () => {
    const nested = (levels: number): string => `${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}`;
    const texts = [nested(500), nested(501), nested(100_000), '1'].map((input) =>
      encodeCall({ module: 'm', operation: 'one', envelope, input: 'given' }, input),
    );
    const calls = decodeCalls(Buffer.from(`[${texts.join(',')}]`));
    expect(calls.map((call) => call?.operation)).toEqual(['one', undefined, undefined, 'one']);
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
  it('say what they know about another try', () => {
    const failed = { kind: 'not-sent', code: 'CARV-312', message: 'full' } as const;
    const issues = [{ path: ['a'], message: 'bad' }];
    const replies: CallReply[] = [
      failed,
      { ...failed, after: 100 },
      { ...failed, final: true },
      { ...failed, kind: 'invalid', issues },
      { ...failed, kind: 'invalid', issues, final: true },
    ];
    expect(decoded(...replies.map((reply, index) => encodeReply(index, reply)))).toEqual(replies.map((r, i) => [i, r]));
  });

  it('of an unknown kind leave the outcome unknown', () => {
    expect(decoded('[3,9,"X"]')).toMatchObject([[3, { kind: 'outcome-unknown' }]]);
  });

  it('that are none are passed over', () => {
    expect(decoded('1', 'null', '["a"]', encodeReply(4, { kind: 'value', value: 1 }))).toEqual([
      [4, { kind: 'value', value: 1 }],
    ]);
  });
});
