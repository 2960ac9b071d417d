import { connect } from 'amqplib';
import { testVhost } from '@carveout/testing/vitest';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { byHand } from '../fixture/by-hand.ts';
import { eventually } from '../fixture/eventually.ts';
import { linkMaker, send } from '../fixture/links.ts';

const vhost = testVhost();
const links = linkMaker();
afterEach(() => void vi.restoreAllMocks());

it('goes over to the lane that is consumed, though the wall clock is set back while the other one is silent', async () => {
  const [main, spare] = ['carveout.silent.calls', 'carveout.silent.calls.spare'];
  await byHand(vhost.url, async (channel) => {
    await channel.assertExchange(main, 'direct', { durable: true });
    for (const [queue, key] of [
      [main, 'calls'],
      [spare, 'spare'],
    ] as const) {
      await channel.assertQueue(queue, { durable: true });
      await channel.bindQueue(queue, main, key);
    }
  });
  const consumer = await connect(vhost.url);
  onTestFinished(() => consumer.close());
  let taken = 0;
  await (await consumer.createChannel()).consume(spare, () => void (taken += 1), { noAck: true });
  const caller = links(vhost.url);
  await caller.calls.start();

  // Onto the lane that nobody consumes.
  send(caller, 'silent', 0);
  await eventually('it waits there', () =>
    byHand(vhost.url, async (channel) => (await channel.checkQueue(main)).messageCount === 1),
  );
  const { now } = Date;
  vi.spyOn(Date, 'now').mockImplementation(() => now() - 3_600_000);
  await eventually('it has gone over', () => {
    send(caller, 'silent', 1);
    return taken > 0;
  });
  expect(taken).toBeGreaterThan(0);
});
