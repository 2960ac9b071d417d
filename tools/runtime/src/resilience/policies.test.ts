import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { desk, fault, notSent, rejection, unknown, value } from './testing/desk.ts';
import type { CallReply } from '../ports/index.ts';

const once = { retry: false } as const;
const open = { kind: 'not-sent', code: 'CARV-321' };

it.each([
  ['a link that does not get through', notSent],
  ['hosts that do not answer', unknown],
])('%s opens the breaker: calls are refused at once, and nothing is sent', async (_what, reply) => {
  const { link, calls, metrics } = await desk(() => reply, {
    defaults: { ...once, breaker: { failures: 5, resetAfter: 60_000 } },
  });
  for (let call = 0; call < 5; call += 1) await rejection(calls().left({ id: 'a' }));
  await sleep(1);
  expect(await rejection(calls().left({ id: 'a' }))).toMatchObject(open);
  expect(link.sent).toHaveLength(5);
  expect(await metrics()).toContain('carveout_call_breaker_state{operation="stock.left"} 1');
  // Each operation has its own.
  expect(await rejection(calls().take({ id: 'a' }))).not.toMatchObject(open);
});

it.each<[string, CallReply]>([
  ['faults', fault],
  ['declared errors', { kind: 'declared', code: 'GONE', data: {} }],
  ['refused inputs', { kind: 'invalid', code: 'CARV-302', message: 'bad' }],
  ['refused principals', { kind: 'denied', code: 'CARV-303', message: 'no' }],
  ['a host that has too much to do', { kind: 'not-sent', code: 'CARV-312', message: 'full', after: 1 }],
  ['calls that come too late', { kind: 'not-sent', code: 'CARV-313', message: 'late' }],
])('%s never open it', async (_what, reply) => {
  const { link, calls } = await desk(() => reply, { defaults: { ...once, breaker: { failures: 2 } } });
  for (let call = 0; call < 10; call += 1) await rejection(calls().left({ id: 'a' }));
  expect(link.sent).toHaveLength(10);
});

it('while a probe hangs, others are refused at once; when it gets no answer, the breaker stays open', async () => {
  let reply: CallReply | undefined = notSent;
  const { link, calls } = await desk(() => reply, {
    defaults: { ...once, breaker: { failures: 2, resetAfter: 500 } },
  });
  for (let call = 0; call < 2; call += 1) await rejection(calls().left({ id: 'a' }));
  await sleep(600);
  reply = undefined;
  const probe = rejection(calls().left({ id: 'probe' }, { timeout: 500 }));
  for (let call = 0; call < 3; call += 1) {
    const refused = await Promise.race([rejection(calls().left({ id: 'a' })), probe.then(() => 'after the probe')]);
    expect(refused).toMatchObject(open);
  }
  expect(await probe).toMatchObject({ kind: 'outcome-unknown' });
  expect(await rejection(calls().left({ id: 'a' }))).toMatchObject(open);
  await sleep(600);
  reply = value;
  expect(await calls().left({ id: 'a' })).toEqual({ left: 7 });
  await sleep(1);
  expect(await calls().left({ id: 'a' })).toEqual({ left: 7 });
  expect(link.sent).toHaveLength(5);
});

it('a bulkhead bounds what is sent; who waits in vain was not sent, and holds nobody up', async () => {
  const { link, calls, metrics } = await desk(
    ({ input }) => ((input as { id: string }).id === 'hangs' ? undefined : value),
    { 'stock.left': { ...once, bulkhead: { concurrent: 1, queue: 2 } } },
  );
  const hangs = rejection(calls().left({ id: 'hangs' }, { timeout: 2_000 }));
  const gaveUp = rejection(calls().left({ id: 'gave up' }, { timeout: 100 }));
  const changing = { id: 'waits' };
  const waits = calls().left(changing, { timeout: 9_000 });
  changing.id = 'changed';
  expect(await rejection(calls().left({ id: 'refused' }))).toMatchObject({ kind: 'not-sent', code: 'CARV-322' });
  expect(await gaveUp).toMatchObject({ kind: 'not-sent', code: 'CARV-322' });
  expect(await hangs).toMatchObject({ kind: 'outcome-unknown' });
  expect(await waits).toEqual({ left: 7 });
  expect(link.sent.map(({ input }) => input)).toEqual([{ id: 'hangs' }, { id: 'waits' }]);
  expect(await metrics()).toContain('carveout_call_refused_total{operation="stock.left",by="bulkhead"} 2');
});

it('calls that wait for a place until their deadline never open the breaker', async () => {
  const { calls } = await desk(() => undefined, {
    'stock.left': { ...once, bulkhead: { concurrent: 1, queue: 50 }, breaker: { failures: 2, resetAfter: 60_000 } },
  });
  const hangs = rejection(calls().left({ id: 'hangs' }, { timeout: 1_000 }));
  const waiting = Array.from({ length: 10 }, () => rejection(calls().left({ id: 'waits' }, { timeout: 50 })));
  for (const refused of await Promise.all(waiting)) expect(refused).toMatchObject({ code: 'CARV-322' });
  expect(await hangs).toMatchObject({ kind: 'outcome-unknown' });
  expect(await rejection(calls().left({ id: 'next' }, { timeout: 50 }))).not.toMatchObject(open);
});

it('a single try may have less time than its call', async () => {
  const { calls } = await desk(() => undefined, { 'stock.left': { retry: { attempts: 1, perTry: 50 } } });
  const begun = performance.now();
  const patient = calls({ deadline: Date.now() + 25_000 });
  expect(await rejection(patient.left({ id: 'a' }, { timeout: 25_000 }))).toMatchObject({ kind: 'outcome-unknown' });
  expect(performance.now() - begun).toBeLessThan(10_000);
});

it('no fallback answers a caller who has given the query up', async () => {
  const fallbacks = { stock: { left: () => ({ left: 0 }) } };
  const { calls } = await desk(() => undefined, { defaults: once }, fallbacks);
  const giveUp = new AbortController();
  const asked = rejection(calls().left({ id: 'a' }, { signal: giveUp.signal }));
  giveUp.abort();
  expect(await asked).toMatchObject({ kind: 'outcome-unknown' });
});

it("the topology's time-out settles a call whose host ignores that its time is up", async () => {
  const answer = Promise.withResolvers<CallReply>();
  const { calls } = await desk(() => answer.promise, { 'stock.left': { ...once, timeout: 100 } });
  const settled = rejection(calls().left({ id: 'a' }));
  // A stall delays this timer as it does the call's, so that the order in which they end does not depend on it.
  expect(await Promise.race([settled, sleep(2_500, 'too late')])).toMatchObject({ kind: 'outcome-unknown' });
  answer.resolve(value);
});

it('a declared fallback answers in place of a query that could not be answered, and of nothing else', async () => {
  let reply: CallReply = fault;
  const seen: unknown[] = [];
  const fallbacks = {
    stock: {
      left: ({ id }: { id: string }, error: { readonly kind: string }) => {
        seen.push(id, error.kind);
        return { left: 0 };
      },
    },
  };
  const { calls, metrics } = await desk(() => reply, { defaults: { ...once, breaker: false } }, fallbacks);
  expect(await calls().left({ id: 'a' })).toEqual({ left: 0 });
  reply = notSent;
  expect(await calls().left({ id: 'b' })).toEqual({ left: 0 });
  expect(seen).toEqual(['a', 'fault', 'b', 'not-sent']);
  expect(await metrics()).toContain('carveout_call_fallbacks_total{operation="stock.left"} 2');
  reply = { kind: 'declared', code: 'GONE', data: {} };
  expect(await rejection(calls().left({ id: 'a' }))).toMatchObject({ code: 'GONE' });
  reply = { kind: 'invalid', code: 'CARV-302', message: 'bad' };
  expect(await rejection(calls().left({ id: 'a' }))).toMatchObject({ kind: 'invalid' });
});

it('the topology turns a fallback off', async () => {
  const fallbacks = { stock: { left: () => ({ left: 0 }) } };
  const { calls } = await desk(() => fault, { 'stock.left': { fallback: false } }, fallbacks);
  expect(await rejection(calls().left({ id: 'a' }))).toMatchObject({ kind: 'fault' });
});
