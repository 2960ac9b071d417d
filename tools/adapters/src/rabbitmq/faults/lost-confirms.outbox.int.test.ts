import { testDatabase, testVhost } from '@carveout/testing/vitest';
import { expect, it } from 'vitest';
import { amqpProxyMaker, methods } from '../fixture/amqp-proxy.ts';
import { eventually } from '../fixture/eventually.ts';
import { linkMaker } from '../fixture/links.ts';
import { notesMaker, toWritten } from '../fixture/notes.ts';

const vhost = testVhost();
const database = testDatabase();
const links = linkMaker();
const proxies = amqpProxyMaker();
const deployables = notesMaker();

it('the outbox publishes under the same id what was not confirmed when the connection went', async () => {
  const way = await proxies(vhost.url);
  const host = links(vhost.url, { partitions: 1 });
  await host.events.start();
  const seen: { id: string; text: unknown }[] = [];
  await host.events.subscribe(toWritten('ears'), async ({ id, payload }) => {
    seen.push({ id, text: (payload as { text: string }).text });
    return { kind: 'done' };
  });
  const { notes } = await deployables.both(links(way.url), database.url);
  await notes.write({ text: 'before' });
  await eventually('it came', () => seen.length === 1);
  await eventually('its confirmation is through', () => way.seen('to-client', methods.BasicAck) > 0);
  way.confirms.hold();
  await notes.write({ text: 'unconfirmed' });
  await eventually('the broker has it, and its publisher does not know', () => seen.length === 2);
  await eventually('its confirmation is held', () => way.confirms.count === 1);
  way.confirms.drop();
  way.cut('reset');
  await eventually('it came again', () => seen.length === 3);
  expect(seen[2]).toEqual(seen[1]);
  await notes.write({ text: 'after' });
  await eventually('the next one came', () => seen.at(-1)?.text === 'after');
  expect(seen.map(({ text }) => text)).toEqual(['before', 'unconfirmed', 'unconfirmed', 'after']);
});
