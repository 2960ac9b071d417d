import { testVhost } from '@carveout/testing/vitest';
import { expect, it } from 'vitest';
import { proxyMaker } from './fixture/broker-proxy.ts';
import { call, echo, event, linkMaker, send } from './fixture/links.ts';

const vhost = testVhost();
const links = linkMaker();
const proxies = proxyMaker();

const payload = 'x'.repeat(100_000);
/** What the operating system's buffers take beyond the link's own. */
const SYSTEM_BYTES = 20_000_000;
const limits = { bufferedBytes: 2_000_000 };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('refuses calls once as many bytes wait as may, though nobody says that the broker is slow', async () => {
  const way = await proxies(vhost.url);
  const caller = links(way.url, { limits });
  const host = links(vhost.url);
  await Promise.all([caller.calls.start(), host.calls.start()]);
  await host.calls.serve('stalled', echo);
  expect((await call(caller, 'stalled', 1)).kind).toBe('value');
  way.stall();
  const pending = [];
  for (let count = 0; count < 500; count += 1) {
    pending.push(send(caller, 'stalled', payload));
    if (count % 20 === 0) await turn();
  }
  const refused = pending.filter(({ settled }) => settled);
  const held = (pending.length - refused.length) * payload.length;
  expect(held).toBeLessThan(limits.bufferedBytes + SYSTEM_BYTES);
  expect(await refused.at(-1)!.answer).toMatchObject({ kind: 'not-sent', code: 'CARV-365' });
});

it('rejects events once as many bytes wait as may, within the window and beyond it', async () => {
  const way = await proxies(vhost.url);
  const { events } = links(way.url, { limits: { ...limits, publishWindow: 400 } });
  const listener = links(vhost.url);
  await Promise.all([events.start(), listener.events.start()]);
  const source = { module: 'stalled', event: 'happened', version: 1 };
  await listener.events.subscribe({ module: 'hears-stalled', listener: 'on-happened', source }, async () => ({
    kind: 'done',
  }));
  await events.publish(event('stalled', 'k', 1));
  way.stall();
  let rejected = 0;
  for (let count = 0; count < 500; count += 1) {
    events.publish(event('stalled', 'k', payload)).catch(() => (rejected += 1));
    if (count % 20 === 0) await turn();
  }
  const held = (500 - rejected) * payload.length;
  expect(held).toBeLessThan(limits.bufferedBytes + SYSTEM_BYTES);
  await expect(events.publish(event('stalled', 'k', payload))).rejects.toMatchObject({ code: 'CARV-412' });
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
