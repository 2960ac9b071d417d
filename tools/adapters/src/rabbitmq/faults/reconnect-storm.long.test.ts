import { monitorEventLoopDelay } from 'node:perf_hooks';
import { startPrivateRabbitmq } from '@carveout/testing/backing';
import type { PrivateRabbitmq } from '@carveout/testing/backing';
import { need } from '@carveout/testing/vitest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { proxyMaker } from '../fixture/broker-proxy.ts';
import { eventually } from '../fixture/eventually.ts';
import { call, linkMaker } from '../fixture/links.ts';
import type { Rabbitmq } from '../index.ts';
import { news, watchMaker } from '../fixture/watch.ts';

/* On a broker of its own, because it is killed. */

need('private-rabbitmq');
const links = linkMaker();
const proxies = proxyMaker();
const watch = watchMaker();
let broker: PrivateRabbitmq;
beforeAll(async () => {
  broker = await startPrivateRabbitmq();
});
afterAll(() => broker?.remove());

const LINKS = 50;
const CONNECTIONS = 3 * LINKS;
/** The default, which the other tests shorten. */
const reconnectMs = 5_000;
const WINDOW_MS = 250;

/** The largest share of `arrivals` that came within one window. */
function densest(arrivals: readonly number[]): number {
  let most = 0;
  for (const from of arrivals)
    most = Math.max(most, arrivals.filter((at) => at >= from && at < from + WINDOW_MS).length);
  return most / arrivals.length;
}

const healthy = ({ calls, events }: Rabbitmq): boolean => calls.health() === undefined && events.health() === undefined;

it('comes back spread over time, all of it, after the broker was killed and started; confirmed events are kept', async () => {
  const way = await proxies(broker.url);
  const crowd = Array.from({ length: LINKS }, () => links(way.url, { limits: { reconnectMs } }));
  await Promise.all(crowd.flatMap(({ calls, events }) => [calls.start(), events.start()]));
  const [caller, host] = [links(broker.url), links(broker.url, { partitions: 1 })];
  await Promise.all([caller.calls.start(), caller.events.start(), host.calls.start(), host.events.start()]);
  const heard = new Set<unknown>();
  let deaf = true;
  const hear = async ({ payload }: { payload: unknown }): Promise<{ kind: 'done' }> => {
    if (deaf) return new Promise(() => undefined);
    heard.add(payload);
    return { kind: 'done' };
  };
  const watched = await watch({ caller, host, module: 'killed', hear });
  await watched.worksAgain();
  await Promise.all(Array.from({ length: 100 }, (_, index) => caller.events.publish(news('killed', index))));
  // RabbitMQ 3.10 writes a new queue's place in its directory down only after half a second: killed before that, it
  // comes back with a queue that is empty, has no leader and answers nobody.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const before = way.arrivals.length;
  const down = performance.now();
  await broker.kill('SIGKILL');
  await eventually('all are down', () => ![...crowd, caller, host].some(healthy));
  deaf = false;
  expect(await call(caller, 'killed', 1)).toMatchObject({ kind: 'not-sent', code: 'CARV-362' });
  await expect(caller.events.publish(news('killed', -1))).rejects.toMatchObject({ code: 'CARV-412' });
  // As with a machine that is down: connections fail, however long the broker takes to start here.
  way.refuse(true);
  await broker.start();
  // By now the waits between two tries have grown to their limit.
  const up = performance.now();
  const tries = way.arrivals.length - before;
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  way.refuse(false);
  await eventually('all are back', () => crowd.every(healthy), 60_000);
  delay.disable();
  const back = way.arrivals.filter((at) => at > up);
  expect(back.length).toBeGreaterThanOrEqual(CONNECTIONS);
  // All at once would be 1; spread evenly it is 0.05.
  // Those whose time comes while this process stands still come at once when it goes on.
  expect(densest(back)).toBeLessThan(0.35 + delay.max / 1e6 / reconnectMs);
  // 100 ms doubled up to 5 s, and half of that on average: about ten tries until then, and one in 2.5 s from then on.
  expect(tries / CONNECTIONS).toBeLessThan(10 + ((up - down) / 2_500) * 2);
  await watched.worksAgain();
  await caller.events.publish(news('killed', 100));
  await eventually('all events arrived', () => heard.size === 101);
}, 180_000);
