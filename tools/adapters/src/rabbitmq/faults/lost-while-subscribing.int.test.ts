import { testVhost } from '@carveout/testing/vitest';
import { expect, it } from 'vitest';
import { amqpProxyMaker, methods } from '../fixture/amqp-proxy.ts';
import { byHand } from '../fixture/by-hand.ts';
import { eventually } from '../fixture/eventually.ts';
import { linkMaker } from '../fixture/links.ts';

const vhost = testVhost();
const links = linkMaker();
const proxies = amqpProxyMaker();

it('says that a module listens though the connection is lost while it does so: the start does not fail', async () => {
  const way = await proxies(vhost.url);
  const host = links(way.url);
  await host.events.start();
  const swallowing = way.swallow('to-client', methods.ExchangeDeclareOk, 1);
  const subscribed = host.events.subscribed('interrupted');
  await eventually('the answer is swallowed', () => swallowing.swallowed === 1);
  way.cut();
  await subscribed;
  // Rejects where there is none.
  await byHand(vhost.url, (channel) => channel.checkExchange('carveout.interrupted.events.listening'));
});

it('ends the start with a code where the broker stays away', async () => {
  const way = await proxies(vhost.url);
  const host = links(way.url, { limits: { startMs: 6_000, reconnectMs: 100 } });
  await host.events.start();
  await host.events.subscribed('before');
  way.refuse(true);
  way.cut();
  await expect(host.events.subscribed('away')).rejects.toMatchObject({ code: 'CARV-401' });
});

it('gives up with a code when the link is stopped meanwhile', async () => {
  const way = await proxies(vhost.url);
  const host = links(way.url);
  await host.events.start();
  await host.events.subscribed('before');
  way.refuse(true);
  way.cut();
  const subscribed = expect(host.events.subscribed('stopped')).rejects.toMatchObject({ code: 'CARV-416' });
  await host.events.stop(0);
  await subscribed;
});
