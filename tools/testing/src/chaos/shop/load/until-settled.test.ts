import { expect, it } from 'vitest';
import { seededRandom } from '../../../load/random.ts';
import type { Reply } from './door-client.ts';
import { untilSettled } from './until-settled.ts';

const answer = (status: number, body: unknown = {}): Reply => ({ kind: 'answer', status, body });
const reset: Reply = { kind: 'broken', sent: true, reason: 'ECONNRESET' };
const refused: Reply = { kind: 'broken', sent: false, reason: 'ECONNREFUSED' };

function settle(replies: readonly Reply[], givesUp = 0) {
  const left = [...replies];
  return untilSettled(
    () => Promise.resolve(left.shift()!),
    { tries: replies.length, ms: 60_000, givesUp },
    seededRandom(1),
  );
}

it.each([
  ['acknowledged at once', [answer(200, { id: 'o' })], { outcome: 'acknowledged', body: { id: 'o' }, tries: 1 }],
  ['acknowledged after what nobody knows', [reset, answer(504), answer(200)], { outcome: 'acknowledged', tries: 3 }],
  ['refused', [answer(503), answer(409, { code: 'OUT_OF_STOCK' })], { outcome: 'refused', code: 'OUT_OF_STOCK' }],
  ['never there', [refused, answer(503, { code: 'CARV-304' })], { outcome: 'not-sent', code: 'CARV-304' }],
  ['lost once, and then never there', [reset, refused], { outcome: 'unknown', code: 'ECONNREFUSED' }],
  ['broken inside', [answer(500, { code: 'CARV-306' })], { outcome: 'unknown', code: 'CARV-306' }],
])('knows what was %s', async (_what, replies, settled) => {
  expect(await settle(replies)).toMatchObject(settled);
});

it('gives up as soon as it does not know, when it is that kind of client', async () => {
  expect(await settle([answer(503), answer(504), answer(200)], 1)).toMatchObject({ outcome: 'unknown', tries: 2 });
});
