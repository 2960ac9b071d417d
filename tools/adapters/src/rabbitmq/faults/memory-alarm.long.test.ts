import { startPrivateRabbitmq } from '@carveout/testing/backing';
import type { PrivateRabbitmq } from '@carveout/testing/backing';
import { need } from '@carveout/testing/vitest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../fixture/eventually.ts';
import { call, linkMaker, send } from '../fixture/links.ts';
import { news, watchMaker } from '../fixture/watch.ts';

/* On a broker of its own, because it is starved. */

need('private-rabbitmq');
const links = linkMaker();
const watch = watchMaker();
let broker: PrivateRabbitmq;
beforeAll(async () => {
  broker = await startPrivateRabbitmq();
});
afterAll(() => broker?.remove());

/** Longer than anything that has a limit of its own: heartbeats, calls to the broker, confirmations. */
const ALARM_MS = 31_000;
const payload = 'x'.repeat(50_000);
/** Offered meanwhile: many times as much. */
const MOST_GROWTH_BYTES = 400_000_000;

const starve = (): Promise<string> => broker.ctl('set_vm_memory_high_watermark', '0');
const feed = (): Promise<string> => broker.ctl('set_vm_memory_high_watermark', '0.4');

/** A starved broker may send its heartbeats late. */
const rare = { heartbeatSeconds: 5 };

it('sheds calls and events while the broker blocks, keeps none of them, and mends by itself', async () => {
  const limits = { callsInFlight: 500, bufferedBytes: 4_000_000, ...rare };
  const [caller, host] = [links(broker.url, { limits }), links(broker.url, { limits: rare, partitions: 1 })];
  await Promise.all([caller.calls.start(), caller.events.start(), host.calls.start(), host.events.start()]);
  const watched = await watch({ caller, host, module: 'blocked' });
  await watched.worksAgain();
  await starve();
  const before = process.memoryUsage().rss;
  const kinds = new Set<string>();
  try {
    // 5 MB a round of each: what is not refused is counted against the limits.
    const offer = async (): Promise<void> => {
      for (let index = 0; index < 100; index += 1) {
        void send(caller, 'blocked', payload).answer.then(({ kind }) => kinds.add(kind));
        caller.events.publish(news('blocked', payload)).catch(() => undefined);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await eventually(
      'the broker says that it blocks',
      async () => {
        await offer();
        return /block/.test(caller.calls.health() ?? '') && /block/.test(caller.events.health() ?? '');
      },
      60_000,
    );
    const until = Date.now() + ALARM_MS;
    const refused = await Promise.all(Array.from({ length: 50 }, () => call(caller, 'blocked', payload)));
    expect(new Set(refused.map(({ kind }) => kind))).toEqual(new Set(['not-sent']));
    await expect(caller.events.publish(news('blocked', 1))).rejects.toMatchObject({ code: 'CARV-412' });
    while (Date.now() < until) {
      await offer();
      expect(/block/.test(caller.calls.health() ?? '') && /block/.test(caller.events.health() ?? '')).toBe(true);
    }
    expect([...kinds].filter((kind) => kind !== 'value' && kind !== 'not-sent')).toEqual([]);
    expect(process.memoryUsage().rss - before).toBeLessThan(MOST_GROWTH_BYTES);
  } finally {
    await feed();
  }
  await watched.worksAgain();
}, 300_000);

it('waits for confirmations as long as the broker blocks, however long that takes', async () => {
  const limits = { confirmMs: 10_000, ...rare };
  const [caller, host] = [links(broker.url, { limits }), links(broker.url, { limits: rare, partitions: 1 })];
  await Promise.all([caller.events.start(), host.events.start()]);
  const watched = await watch({ caller, host, module: 'alarmed', what: ['events'] });
  await watched.worksAgain();
  const outcomes: Promise<string>[] = [];
  let settled = 0;
  const publish = (): void => {
    const outcome = caller.events.publish(news('alarmed', outcomes.length)).then(
      () => 'confirmed',
      (fault: unknown) => String(fault),
    );
    outcomes.push(outcome.finally(() => (settled += 1)));
  };
  // The first that the broker reads makes it say that it blocks, and is confirmed; those behind it stay unread. A probe has
  // none behind it.
  const goOn = watched.rest();
  const starved = starve();
  try {
    await eventually(
      'the broker says that it blocks',
      () => {
        // Twenty at a time, and fewer than the window: what has to wait for it is refused.
        if (caller.events.health() === undefined && outcomes.length - settled < 480)
          for (let count = 0; count < 20; count += 1) publish();
        return /block/.test(caller.events.health() ?? '');
      },
      60_000,
    );
    await new Promise((resolve) => setTimeout(resolve, 2.5 * limits.confirmMs));
    expect(settled).toBeLessThan(outcomes.length);
  } finally {
    await starved;
    await feed();
  }
  expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['confirmed']));
  goOn();
  await watched.worksAgain();
}, 300_000);
