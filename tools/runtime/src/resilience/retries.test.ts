import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { desk, fault, notSent, rejection, unknown, value } from './testing/desk.ts';
import type { CallReply } from '../ports/index.ts';

/** How a call fails that ends before the next turn of the event loop, so that it waited for nothing. */
const atOnce = (call: Promise<unknown>) => Promise.race([rejection(call), turn('it waits')]);

it('what was not sent is tried again, as the same message under the same key', async () => {
  const { link, calls, metrics } = await desk((_request, index) => (index < 2 ? notSent : value));
  expect(await calls().take({ id: 'a' })).toEqual({ left: 7 });
  const [first, second, third] = link.sent;
  const { key, id, causation } = first!.envelope;
  expect(key).toBeDefined();
  for (const next of [second!, third!]) {
    expect(next.envelope).toMatchObject({ id, key });
    expect(next.envelope.causation).toBe(causation);
    expect(next.envelope.repeated).toBeUndefined();
    expect(next.input).toEqual({ id: 'a' });
  }
  expect(link.sent.map(({ envelope }) => envelope.attempt)).toEqual([undefined, 1, 2]);
  expect(await metrics()).toContain('carveout_call_retries_total{operation="stock.take"} 2');
});

it('what may have run is tried again, and says so to the host', async () => {
  const { link, calls } = await desk((_request, index) => (index === 0 ? unknown : index === 1 ? notSent : value));
  expect(await calls().take({ id: 'a' })).toEqual({ left: 7 });
  expect(link.sent.map(({ envelope }) => envelope.repeated)).toEqual([undefined, true, true]);
});

it('that an earlier try may have run is not taken back by what the last one says', async () => {
  const { link, calls } = await desk((_request, index) => (index === 0 ? unknown : notSent));
  expect(await rejection(calls().take({ id: 'a' }))).toMatchObject({ kind: 'outcome-unknown' });
  expect(link.sent).toHaveLength(3);
});

const finals: [string, CallReply][] = [
  ['a fault', fault],
  ['an input that was refused', { kind: 'invalid', code: 'CARV-302', message: 'bad' }],
  ['a principal that was refused', { kind: 'denied', code: 'CARV-303', message: 'no' }],
  ['a declared error', { kind: 'declared', code: 'GONE', data: {} }],
  ['what came too late', { kind: 'not-sent', code: 'CARV-313', message: 'late' }],
  ['what was tried again below', { ...notSent, final: true } as CallReply],
];
it.each(finals)('%s ends the call at once', async (_what, reply) => {
  const { link, calls } = await desk(() => reply);
  expect(await atOnce(calls().left({ id: 'a' }))).toBeInstanceOf(Error);
  await sleep(20);
  expect(link.sent).toHaveLength(1);
});

it('changes that the caller makes to its input meanwhile are not sent', async () => {
  const { link, calls } = await desk((_request, index) => (index === 0 ? sleep(5, notSent) : value));
  const changing = { id: 'before' };
  const answer = calls().left(changing);
  changing.id = 'after';
  await answer;
  expect(link.sent.map(({ input }) => input)).toEqual([{ id: 'before' }, { id: 'before' }]);
});

it('no pause reaches beyond the deadline: where it would, the call ends with what is known', async () => {
  const { link, calls } = await desk(() => ({ ...notSent, after: 60_000 }) as CallReply);
  expect(await atOnce(calls().left({ id: 'a' }, { timeout: 5_000 }))).toMatchObject({ kind: 'not-sent' });
  expect(link.sent).toHaveLength(1);
});

it('a try that gets no answer leaves time for another, where it has a time of its own', async () => {
  const { link, calls } = await desk((_request, index) => (index === 0 ? undefined : value), {
    stock: { retry: { perTry: 100 } },
  });
  const until = Date.now() + 30_000;
  expect(await calls({ deadline: until }).left({ id: 'a' })).toEqual({ left: 7 });
  expect(link.sent[0]!.envelope.deadline).toBeLessThanOrEqual(until - 15_000);
  expect(link.pendings[0]!.settled).toBe(true);
});

it('a late answer to an earlier try is not taken for one to the next', async () => {
  const { link, calls } = await desk(() => undefined, { stock: { retry: { perTry: 60 } } });
  link.script = (_request, index) => {
    if (index < 2) return undefined;
    for (const earlier of [0, 1]) link.pendings[earlier]!.reply({ kind: 'value', value: { left: 1 } });
    return { kind: 'value', value: { left: 2 } };
  };
  expect(await calls().left({ id: 'a' }, { timeout: 20_000 })).toEqual({ left: 2 });
});

it('a signal that aborts during the pause ends the call at once, and nothing is sent any more', async () => {
  const { link, calls } = await desk(() => ({ ...notSent, after: 3_000 }) as CallReply);
  const stop = new AbortController();
  const answer = calls().left({ id: 'a' }, { timeout: 9_000, signal: stop.signal });
  // The link has answered by now: the pause has begun.
  expect(link.pendings[0]!.settled).toBe(true);
  stop.abort();
  expect(await atOnce(answer)).toMatchObject({ kind: 'not-sent', code: 'CARV-361' });
  await sleep(3_200);
  expect(link.sent).toHaveLength(1);
});

it('a signal that aborts during a try leaves its outcome unknown, before it nothing is sent', async () => {
  const { link, calls } = await desk(() => undefined);
  const stop = new AbortController();
  const answer = rejection(calls().take({ id: 'a' }, { signal: stop.signal }));
  stop.abort();
  expect(await answer).toMatchObject({ kind: 'outcome-unknown' });
  expect(await rejection(calls().take({ id: 'a' }, { signal: stop.signal }))).toMatchObject({ kind: 'not-sent' });
  expect(link.sent).toHaveLength(1);
});

it('a deadline that passes during a pause settles the call with what is known', async () => {
  const { calls } = await desk(() => notSent, { defaults: { retry: { attempts: 10, backoff: 40 }, breaker: false } });
  const until = Date.now() + 150;
  expect(await rejection(calls({ deadline: until }).left({ id: 'a' }))).toMatchObject({ kind: 'not-sent' });
});

it('the retries of many calls stay within the budget', async () => {
  const { link, calls, metrics } = await desk(() => notSent, { defaults: { breaker: false, retry: { backoff: 5 } } });
  const begun = performance.now();
  await Promise.all(Array.from({ length: 300 }, () => rejection(calls().left({ id: 'a' }))));
  const seconds = (performance.now() - begun) / 1_000;
  expect(link.sent.length).toBeGreaterThan(330);
  expect(link.sent.length).toBeLessThanOrEqual(300 * 1.2 + 10 * seconds + 10);
  expect(await metrics()).toMatch(/carveout_call_retry_budget_exhausted_total\{operation="stock.left"\} \d+/);
});
