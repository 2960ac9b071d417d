import { testVhost } from '@carveout/testing/vitest';
import { expect, it } from 'vitest';
import { byHand } from '../fixture/by-hand.ts';
import { proxyMaker } from '../fixture/broker-proxy.ts';
import { eventually } from '../fixture/eventually.ts';
import { done, listening } from '../fixture/listeners.ts';
import { event, linkMaker } from '../fixture/links.ts';

const vhost = testVhost();
const links = linkMaker();
const proxies = proxyMaker();

it('rejects what was not confirmed, says that it is down, and publishes again when it is back', async () => {
  const way = await proxies(vhost.url);
  // It is the lost connection that ends the wait for confirmations, not their time limit.
  const { events } = links(way.url, { limits: { confirmMs: 600_000 } });
  await events.start();
  await events.publish(event('cut', 'k', 0));
  const unconfirmed = Array.from({ length: 50 }, (_, index) => events.publish(event('cut', 'k', index)));
  way.refuse(true);
  way.cut();
  for (const outcome of await Promise.allSettled(unconfirmed))
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'CARV-412' });
  await eventually('it is down', () => events.health() !== undefined);
  await expect(events.publish(event('cut', 'k', 1))).rejects.toMatchObject({ code: 'CARV-412' });
  way.refuse(false);
  await eventually('it is healthy', () => events.health() === undefined);
  await events.publish(event('cut', 'k', 2));
});

it('tells whoever still handles a message that it will come again', async () => {
  const way = await proxies(vhost.url);
  const [publisher, host] = [links(vhost.url), links(way.url, { limits: { reconnectMs: 50 } })];
  await Promise.all([publisher.events.start(), host.events.start()]);
  const deliveries: (AbortSignal | undefined)[] = [];
  await host.events.subscribe(listening('told'), (_message, _again, gone) => {
    deliveries.push(gone);
    const first = deliveries.length === 1;
    return new Promise((resolve) =>
      first ? gone!.addEventListener('abort', () => resolve({ kind: 'return' })) : resolve(done),
    );
  });
  await publisher.events.publish(event('source-of-told', 'k', 0));
  await eventually('it is delivered', () => deliveries.length === 1);
  expect(deliveries[0]!.aborted).toBe(false);
  way.cut();
  await eventually('it is delivered again', () => deliveries.length === 2);
  expect(deliveries.map((gone) => gone!.aborted)).toEqual([true, false]);
});

it('loses nothing and keeps the order per key while connections are cut again and again', async () => {
  const way = await proxies(vhost.url);
  const publisher = links(way.url, { limits: { reconnectMs: 50 } });
  const host = links(way.url, { limits: { reconnectMs: 50 } });
  await Promise.all([publisher.events.start(), host.events.start()]);
  const lastOf = new Map<string, number>();
  const faults: string[] = [];
  await host.events.subscribe(listening('torn'), async ({ key, payload }) => {
    const last = lastOf.get(key) ?? -1;
    if (Number(payload) > last + 1) faults.push(`${key}: ${String(payload)} after ${last}`);
    lastOf.set(key, Math.max(last, Number(payload)));
    return done;
  });
  const rounds = 60;
  let confirmed = 0;
  // As the outbox does: the same event again until it is confirmed, and its successors after that.
  const publishInOrder = async (key: string): Promise<void> => {
    for (let index = 0; index < rounds; index += 1) {
      const message = event('source-of-torn', key, index);
      while (
        !(await publisher.events.publish(message).then(
          () => true,
          () => false,
        ))
      )
        await new Promise((resolve) => setTimeout(resolve, 5));
      confirmed += 1;
      // Counted by what gets through, not by the clock: on a slow machine nothing would, on a fast one nothing be torn.
      if (confirmed % 20 === 0) setTimeout(() => way.cut(), Math.random() * 20);
    }
  };
  const keys = ['a', 'b', 'c', 'd', 'e'];
  await Promise.all(keys.map(publishInOrder));
  await eventually('all arrived', () => keys.every((key) => lastOf.get(key) === rounds - 1), 60_000);
  expect(faults).toEqual([]);
  await eventually(
    'it is healthy',
    () => publisher.events.health() === undefined && host.events.health() === undefined,
    60_000,
  );
}, 240_000);

it('declares anew when somebody deletes the exchange', async () => {
  const publisher = links(vhost.url);
  await publisher.events.start();
  await publisher.events.publish(event('exchange-deleted', 'k', 0));
  await byHand(vhost.url, (channel) => channel.deleteExchange('carveout.exchange-deleted.events'));
  await expect(publisher.events.publish(event('exchange-deleted', 'k', 1))).rejects.toMatchObject({ code: 'CARV-412' });
  await eventually('it is confirmed', () =>
    publisher.events.publish(event('exchange-deleted', 'k', 2)).then(
      () => true,
      () => false,
    ),
  );
});
