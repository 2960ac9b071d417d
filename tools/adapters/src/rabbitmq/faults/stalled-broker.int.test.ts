import type { CallReply } from '@carveout/runtime';
import { testVhost } from '@carveout/testing/vitest';
import { expect, it } from 'vitest';
import { proxyMaker } from '../fixture/broker-proxy.ts';
import { event, linkMaker, send } from '../fixture/links.ts';
import type { Pending } from '../fixture/links.ts';
import { news, watchMaker } from '../fixture/watch.ts';

const vhost = testVhost();
const links = linkMaker();
const proxies = proxyMaker();
const watch = watchMaker();

const payload = 'x'.repeat(100_000);
/** What the operating system's buffers take beyond the link's own. */
const SYSTEM_BYTES = 20_000_000;
const limits = { bufferedBytes: 2_000_000, heartbeatSeconds: 1 };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('refuses calls once as many bytes wait as may, though nobody says that the broker is slow', async () => {
  const way = await proxies(vhost.url);
  const caller = links(way.url, { limits });
  const host = links(vhost.url);
  await Promise.all([caller.calls.start(), host.calls.start()]);
  const watched = await watch({ caller, host, module: 'stalled', what: ['calls'] });
  await watched.worksAgain();
  way.stall();
  const pending: Pending[] = [];
  const replies: CallReply[] = [];
  for (let count = 0; count < 500; count += 1) {
    const one = send(caller, 'stalled', payload);
    pending.push(one);
    void one.answer.then((reply) => replies.push(reply));
    if (count % 20 === 0) await turn();
  }
  const refused = pending.filter(({ settled }) => settled);
  const held = (pending.length - refused.length) * payload.length;
  expect(held).toBeLessThan(limits.bufferedBytes + SYSTEM_BYTES);
  // Those after it may be refused because the broker has hung up.
  expect(replies[0]).toMatchObject({ kind: 'not-sent', code: 'CARV-365' });
  // The broker misses this side's heartbeats and hangs up.
  await watched.worksAgain();
});

it('rejects events once as many bytes wait as may, within the window and beyond it', async () => {
  const way = await proxies(vhost.url);
  const [caller, host] = [links(way.url, { limits: { ...limits, publishWindow: 400 } }), links(vhost.url)];
  await Promise.all([caller.events.start(), host.events.start()]);
  const watched = await watch({ caller, host, module: 'hears-stalled', what: ['events'] });
  await watched.worksAgain();
  way.stall();
  let rejected = 0;
  for (let count = 0; count < 500; count += 1) {
    caller.events.publish(news('hears-stalled', payload)).catch(() => (rejected += 1));
    if (count % 20 === 0) await turn();
  }
  const held = (500 - rejected) * payload.length;
  expect(held).toBeLessThan(limits.bufferedBytes + SYSTEM_BYTES);
  await expect(caller.events.publish(news('hears-stalled', payload))).rejects.toMatchObject({ code: 'CARV-412' });
  await watched.worksAgain();
});

it('rejects events that nobody takes once as many bytes wait as may', async () => {
  const way = await proxies(vhost.url);
  const { events } = links(way.url, { limits });
  await events.start();
  way.stall();
  let rejected = 0;
  for (let count = 0; count < 50; count += 1)
    events.publish(event('stalled-unheard', 'k', payload)).catch(() => (rejected += 1));
  await turn();
  expect((50 - rejected) * payload.length).toBeLessThanOrEqual(limits.bufferedBytes + payload.length);
});
