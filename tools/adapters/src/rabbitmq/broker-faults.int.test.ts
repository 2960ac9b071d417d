import { startPrivateRabbitmq } from '@carveout/testing/backing';
import type { PrivateRabbitmq } from '@carveout/testing/backing';
import { need } from '@carveout/testing/vitest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from './fixture/eventually.ts';
import { call, echo, event, linkMaker, send } from './fixture/links.ts';

/* On a broker of its own, because it is frozen, killed and starved. */

need('private-rabbitmq');
const links = linkMaker();
let broker: PrivateRabbitmq;
beforeAll(async () => {
  broker = await startPrivateRabbitmq();
});
afterAll(() => broker?.remove());

const source = { module: 'news', event: 'happened', version: 1 };

it('sheds calls and events while the broker blocks, and mends by itself', async () => {
  const { calls, events } = links(broker.url, { limits: { callsInFlight: 500, bufferedBytes: 4_000_000 } });
  const rabbitmq = { calls, events };
  const host = links(broker.url);
  await Promise.all([calls.start(), events.start(), host.calls.start()]);
  await host.calls.serve('blocked', echo);
  await events.publish(event('blocked', 'k', 0));
  await broker.ctl('set_vm_memory_high_watermark', '0');
  try {
    const payload = 'x'.repeat(50_000);
    const kinds = new Set<string>();
    await eventually('the broker says that it blocks', async () => {
      // 5 MB a round of each: what is not refused is counted against the limits.
      for (let index = 0; index < 100; index += 1) {
        void send(rabbitmq, 'blocked', payload).answer.then(({ kind }) => kinds.add(kind));
        events.publish(event('blocked', 'k', payload)).catch(() => undefined);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
      return /block/.test(calls.health() ?? '') && /block/.test(events.health() ?? '');
    });
    const refused = await Promise.all(Array.from({ length: 50 }, () => call(rabbitmq, 'blocked', payload)));
    expect(new Set(refused.map(({ kind }) => kind))).toEqual(new Set(['not-sent']));
    await expect(events.publish(event('blocked', 'k', 1))).rejects.toMatchObject({ code: 'CARV-412' });
    expect([...kinds].filter((kind) => kind !== 'value' && kind !== 'not-sent')).toEqual([]);
  } finally {
    await broker.ctl('set_vm_memory_high_watermark', '0.4');
  }
  await eventually('both are healthy', () => calls.health() === undefined && events.health() === undefined);
  await eventually('calls are answered', async () => (await call(rabbitmq, 'blocked', 1)).kind === 'value');
  await events.publish(event('blocked', 'k', 2));
});

it('waits for confirmations as long as the broker blocks, however long that takes', async () => {
  const { events } = links(broker.url, { limits: { confirmMs: 1_000 } });
  await events.start();
  await events.subscribe({ module: 'alarmed', listener: 'on-happened', source }, async () => ({ kind: 'done' }));
  await events.publish(event('news', 'k', 0));
  await broker.ctl('set_vm_memory_high_watermark', '0');
  const outcomes: Promise<string>[] = [];
  let written = 0;
  try {
    // The first that the broker reads makes it say that it blocks; those in flight by then stay there.
    for (; written < 20; written += 1) {
      const outcome = events.publish(event('news', 'k', written)).then(
        () => 'confirmed',
        (fault: unknown) => String(fault),
      );
      outcomes.push(outcome);
    }
    await eventually('the broker says that it blocks', () => /block/.test(events.health() ?? ''));
    await new Promise((resolve) => setTimeout(resolve, 3_000));
  } finally {
    await broker.ctl('set_vm_memory_high_watermark', '0.4');
  }
  expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['confirmed']));
});

it('notices a frozen broker within three heartbeats of 2 s, and mends when it thaws', async () => {
  const limits = { brokerMs: 2_000 };
  const rabbitmq = links(broker.url, { limits });
  await Promise.all([rabbitmq.calls.start(), rabbitmq.events.start()]);
  await rabbitmq.calls.serve('frozen', echo);
  expect(await call(rabbitmq, 'frozen', 0)).toEqual({ kind: 'value', value: 0 });
  await broker.kill('SIGSTOP');
  const frozenAt = performance.now();
  try {
    const pending = send(rabbitmq, 'frozen', 1);
    const unconfirmed = rabbitmq.events.publish(event('frozen', 'k', 1)).then(
      () => 'confirmed',
      () => 'rejected',
    );
    expect(await pending.answer).toMatchObject({ kind: 'outcome-unknown' });
    expect(await unconfirmed).toBe('rejected');
    await eventually(
      'neither is healthy',
      () => rabbitmq.calls.health() !== undefined && rabbitmq.events.health() !== undefined,
    );
    expect(performance.now() - frozenAt).toBeLessThan(8_000);
    expect(await call(rabbitmq, 'frozen', 2)).toMatchObject({ kind: 'not-sent' });
  } finally {
    await broker.kill('SIGCONT');
  }
  await eventually(
    'it is healthy',
    () => rabbitmq.calls.health() === undefined && rabbitmq.events.health() === undefined,
  );
  await eventually('calls are answered', async () => (await call(rabbitmq, 'frozen', 3)).kind === 'value');
});

it('serves, listens and publishes again after the broker was killed and started; confirmed events are kept', async () => {
  const rabbitmq = links(broker.url);
  await Promise.all([rabbitmq.calls.start(), rabbitmq.events.start()]);
  await rabbitmq.calls.serve('killed', echo);
  const heard = new Set<unknown>();
  let deaf = true;
  await rabbitmq.events.subscribe({ module: 'killed', listener: 'on-happened', source }, async ({ payload }) => {
    if (deaf) return new Promise(() => undefined);
    heard.add(payload);
    return { kind: 'done' };
  });
  const payloads = Array.from({ length: 100 }, (_, index) => index);
  await Promise.all(payloads.map((payload) => rabbitmq.events.publish(event('news', `k${payload % 7}`, payload))));
  // RabbitMQ 3.10 writes a new queue's place in its directory down only after half a second: killed before that, it
  // comes back with a queue that is empty, has no leader and answers nobody.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await broker.kill('SIGKILL');
  await eventually('it is down', () => rabbitmq.calls.health() !== undefined && rabbitmq.events.health() !== undefined);
  deaf = false;
  expect(await call(rabbitmq, 'killed', 1)).toMatchObject({ kind: 'not-sent', code: 'CARV-362' });
  await expect(rabbitmq.events.publish(event('news', 'k', -1))).rejects.toMatchObject({ code: 'CARV-412' });
  await broker.start();
  await eventually(
    'it is healthy',
    () => rabbitmq.calls.health() === undefined && rabbitmq.events.health() === undefined,
    90_000,
  );
  expect(await call(rabbitmq, 'killed', 2)).toEqual({ kind: 'value', value: 2 });
  await rabbitmq.events.publish(event('news', 'k', 100));
  await eventually('all events arrived', () => heard.size === 101);
}, 150_000);
