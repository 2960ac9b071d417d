import { testVhost } from '@carveout/testing/vitest';
import { describe, expect, it } from 'vitest';
import { amqpProxyMaker, methods } from '../fixture/amqp-proxy.ts';
import { eventually } from '../fixture/eventually.ts';
import { linkMaker } from '../fixture/links.ts';
import { news, queueOf, watchMaker } from '../fixture/watch.ts';

/* amqplib waits for ever for an answer that does not come, on a connection whose heartbeats go on. */

const vhost = testVhost();
const links = linkMaker();
const proxies = amqpProxyMaker();
const watch = watchMaker();

describe('a broker that does not answer while a host sets its channels up anew', () => {
  const limits = { brokerMs: 3_000 };
  it.each([
    ['declaration of a queue', 'declare', methods.QueueDeclareOk],
    ['consume', 'consume', methods.BasicConsumeOk],
  ])('is given up and asked again: %s', async (_, name, method) => {
    const way = await proxies(vhost.url);
    const module = `unanswered-${name}`;
    const [caller, host] = [links(vhost.url), links(way.url, { limits, partitions: 1 })];
    await Promise.all([caller.calls.start(), caller.events.start(), host.calls.start(), host.events.start()]);
    const watched = await watch({ caller, host, module });
    await watched.worksAgain();
    // Twice for each: the first answers after the cut are those to the calls' queues, then to the events'.
    const swallowing = way.swallow('to-client', method, 8);
    way.cut();
    await eventually('all are swallowed', () => swallowing.swallowed === 8, 60_000);
    expect([host.calls.health(), host.events.health()].some((fault) => fault !== undefined)).toBe(true);
    await watched.worksAgain();
  });
});

it('goes on within 10 s with the defaults when the broker does not answer a caller and a publisher', async () => {
  const way = await proxies(vhost.url);
  // It declares nothing of its own meanwhile.
  const caller = links(way.url, { limits: { consumersMs: 600_000 } });
  const host = links(vhost.url, { partitions: 1 });
  await Promise.all([caller.calls.start(), caller.events.start(), host.calls.start(), host.events.start()]);
  // The first call asks for the module's exchange, and the first event declares one.
  const swallowing = way.swallow('to-client', methods.ExchangeDeclareOk, 2);
  const watched = await watch({ caller, host, module: 'unasked', broker: vhost.url });
  await eventually('both are swallowed', () => swallowing.swallowed === 2);
  await eventually('it is not healthy', () => caller.events.health() !== undefined);
  await watched.worksAgain();
  await caller.events.publish(news('unasked', 'after'));
});

it('connects anew when the broker opens no channel any more; what the old connection says then counts for nothing', async () => {
  const way = await proxies(vhost.url);
  const limits = { brokerMs: 2_000, reconnectMs: 50 };
  const [caller, host] = [links(vhost.url), links(way.url, { limits, partitions: 1 })];
  await Promise.all([caller.calls.start(), host.calls.start()]);
  const watched = await watch({ caller, host, module: 'unopened', what: ['calls'] });
  await watched.worksAgain();
  const before = way.connections;
  const swallowing = way.swallow('to-client', methods.ChannelOpenOk, Infinity);
  way.refuse(true);
  way.cancel('carveout.unopened.calls');
  await eventually('it is given up', () => /connection .* is down/.test(host.calls.health() ?? ''), 60_000);
  way.block();
  swallowing.stop();
  way.refuse(false);
  await eventually('it connects anew', () => way.connections > before, 60_000);
  await watched.worksAgain();
});

it('connects anew when amqplib gives a connection up and the broker never answers that', async () => {
  const way = await proxies(vhost.url);
  const [caller, host] = [links(vhost.url), links(way.url, { partitions: 1 })];
  await Promise.all([caller.calls.start(), caller.events.start(), host.calls.start(), host.events.start()]);
  const watched = await watch({ caller, host, module: 'confused' });
  await watched.worksAgain();
  const before = way.connections;
  const farewells = way.swallow('to-broker', methods.ConnectionClose, 2);
  for (const queue of ['carveout.confused.calls', queueOf('confused')]) way.confuse(queue);
  await eventually('amqplib took leave', () => farewells.swallowed === 2);
  await watched.worksAgain();
  expect(way.connections).toBe(before + 2);
});

it('connects anew when the broker closes a connection as soon as it is open', async () => {
  const way = await proxies(vhost.url);
  const [caller, host] = [links(vhost.url), links(way.url, { partitions: 1 })];
  await Promise.all([caller.calls.start(), caller.events.start(), host.calls.start(), host.events.start()]);
  const watched = await watch({ caller, host, module: 'closed-at-once' });
  await watched.worksAgain();
  // That of calls and both of events.
  const closing = way.closeOnceOpen(3);
  way.cut();
  await eventually('all are closed', () => closing.closed === 3);
  await watched.worksAgain();
});
