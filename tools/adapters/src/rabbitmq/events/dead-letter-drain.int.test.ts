import { testVhost } from '@carveout/testing/vitest';
import type { DeliveryOutcome, LinkDeadLetter, Subscription } from '@carveout/runtime';
import { expect, it } from 'vitest';
import { byHand, messagesIn, publishByHand } from '../fixture/by-hand.ts';
import { eventually } from '../fixture/eventually.ts';
import { done } from '../fixture/listeners.ts';
import { event, linkMaker } from '../fixture/links.ts';
import type { Rabbitmq } from '../index.ts';

const vhost = testVhost();
const links = linkMaker();

const listening = (module: string, listener: string): Subscription => ({
  module,
  listener,
  source: { module: `source-of-${module}`, event: 'happened', version: 1 },
});
async function started(): Promise<Rabbitmq> {
  const rabbitmq = links(vhost.url, { partitions: 2 });
  await rabbitmq.events.start();
  return rabbitmq;
}
const letterQueue = (module: string): Promise<number> => messagesIn(vhost.url, `carveout.${module}.dead-letters`);

it('hands over what could not be read, as it came, and keeps it at the broker until it is kept elsewhere', async () => {
  const { events } = await started();
  await events.subscribe(listening('drained', 'on-happened'), async () => done);
  await publishByHand(vhost.url, 'carveout.source-of-drained.events', 'happened.v1.s0', ['{"half', 'null', 'null']);
  await byHand(vhost.url, async (channel) => {
    for (const last of [0x01, 0x02]) {
      const body = Buffer.from([0xff, 0x00, last]);
      channel.publish('carveout.source-of-drained.events', 'happened.v1.s0', body, { messageId: 'given' });
    }
  });
  // At least once: a connection that is lost meanwhile has some set aside again.
  await eventually('all are set aside', async () => (await letterQueue('drained')) >= 5);

  const kept: LinkDeadLetter[] = [];
  let refusing = true;
  let refused = 0;
  const drained = await events.drain('drained', async (letter) => {
    if (refusing && ++refused > 0) throw new Error('planted: not now');
    kept.push(letter);
  });
  await eventually('each was refused, and more than once', () => refused > 10);
  refusing = false;
  await eventually('all are kept', () => kept.length >= 5);
  await eventually('none is left', async () => (await letterQueue('drained')) === 0);
  await drained.close();
  const common = { listener: 'on-happened', reason: expect.stringMatching(/^it cannot be read: /), queue: undefined };
  // Another body under an id that was used before is another letter.
  const given = kept.filter(({ message }) => message.startsWith('given-sha256-'));
  const bodies = given.map(({ content }) => ('encoding' in content ? content.body : 'it was read'));
  expect([...new Set(bodies)].toSorted()).toEqual(['/wAB', '/wAC']);
  expect(new Set(given.map(({ message }) => message)).size).toBe(2);
  for (const one of given) expect(one).toMatchObject(common);
  const texts = kept.filter(({ content }) => 'encoding' in content && content.encoding === 'utf8');
  expect(texts.map(({ content }) => content)).toContainEqual({ encoding: 'utf8', body: '{"half' });
  // The same body twice is one letter; another body is another.
  expect(new Set(texts.map(({ message }) => message)).size).toBe(2);
  for (const text of texts) expect(text).toMatchObject({ ...common, message: expect.stringMatching(/^sha256-/) });
});

it('gives back what it could not hand over when it closes', async () => {
  const { events } = await started();
  await events.subscribe(listening('closing', 'on-happened'), async () => ({ kind: 'set-aside', reason: 'no good' }));
  const first = event('source-of-closing', 'k', 1);
  await events.publish(first);
  let refused = 0;
  const refusing = await events.drain('closing', async () => {
    refused += 1;
    throw new Error('planted: not now');
  });
  await eventually('it was refused', () => refused > 0);
  await refusing.close();
  const kept: LinkDeadLetter[] = [];
  await (await started()).events.drain('closing', async (letter) => void kept.push(letter));
  await eventually('it is kept', () => kept.length === 1);
  expect(kept[0]).toEqual({
    message: first.id,
    listener: 'on-happened',
    reason: 'no good',
    queue: undefined,
    content: first,
  });
});

it('says of what the broker set aside why, from which queue, and whose it was', async () => {
  const first = await started();
  const subscribed = await first.events.subscribe(listening('rejected', 'on-happened'), async () => done);
  await subscribed.close();
  const sent = event('source-of-rejected', 'k', 'x');
  await first.events.publish(sent);
  await byHand(vhost.url, async (channel) => {
    const { promise: rejected, resolve } = Promise.withResolvers<void>();
    for (const partition of [0, 1])
      await channel.consume(`carveout.rejected.events.on-happened.${partition}`, (message) => {
        channel.nack(message!, false, false);
        resolve();
      });
    await rejected;
  });
  await eventually('it is set aside', async () => (await letterQueue('rejected')) === 1);
  const kept: LinkDeadLetter[] = [];
  await first.events.drain('rejected', async (letter) => void kept.push(letter));
  await eventually('it is kept', () => kept.length === 1);
  expect(kept[0]).toEqual({
    ...{ message: sent.id, listener: 'on-happened', content: sent },
    reason: 'set aside by the broker: rejected',
    queue: expect.stringMatching(/^carveout\.rejected\.events\.on-happened\.[01]$/),
  });
});

it('delivers a dead letter to its listener alone, and says that it comes again', async () => {
  const { events } = await started();
  const seen: unknown[] = [];
  for (const listener of ['first', 'second'])
    await events.subscribe(listening('replayed', listener), async ({ payload }, again) => {
      seen.push([listener, payload, again]);
      return done;
    });
  const letter = event('source-of-replayed', 'k', 'letter');
  await events.redeliver(listening('replayed', 'second'), letter);
  await events.publish(event('source-of-replayed', 'k', 'usual'));
  await eventually('all arrived', () => seen.length === 3);
  expect(seen).toEqual(
    expect.arrayContaining([
      ['second', 'letter', true],
      ['first', 'usual', false],
      ['second', 'usual', false],
    ]),
  );
  const nobody = events.redeliver(listening('replayed', 'third'), letter);
  await expect(nobody).rejects.toMatchObject({ code: 'CARV-412' });
});

it('says of what a lost channel had delivered that it comes again', async () => {
  const first = await started();
  const held = Promise.withResolvers<DeliveryOutcome>();
  const flags: unknown[] = [];
  const subscribed = await first.events.subscribe(listening('lost', 'on-happened'), async (_message, again) => {
    flags.push(again);
    return flags.length === 1 ? { kind: 'return' } : held.promise;
  });
  await first.events.publish(event('source-of-lost', 'k', 1));
  await eventually('it came again', () => flags.length === 2);
  held.resolve(done);
  await subscribed.close();
  expect(flags).toEqual([false, true]);
});
