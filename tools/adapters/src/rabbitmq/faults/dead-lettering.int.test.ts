import { startPrivateRabbitmq } from '@carveout/testing/backing';
import type { PrivateRabbitmq } from '@carveout/testing/backing';
import { need } from '@carveout/testing/vitest';
import type { DeliveryOutcome, EventMessage } from '@carveout/runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { byHand, messagesIn, takeOne } from '../fixture/by-hand.ts';
import { eventually } from '../fixture/eventually.ts';
import { linkMaker, silent } from '../fixture/links.ts';
import { news, queueOf, watchMaker } from '../fixture/watch.ts';

/* On a broker of its own, which tries again after 1 s, rather than 3 min, to move what it could not. */

need('private-rabbitmq');
const links = linkMaker();
const watch = watchMaker();
let broker: PrivateRabbitmq;
beforeAll(async () => {
  broker = await startPrivateRabbitmq();
  await broker.ctl('eval', 'application:set_env(rabbit, dead_letter_worker_publisher_confirm_timeout, 1000).');
});
afterAll(() => broker?.remove());

const letters = (module: string): string => `carveout.${module}.dead-letters`;
const deleteLetters = (module: string): Promise<unknown> =>
  byHand(broker.url, (channel) => channel.deleteQueue(letters(module)));
const setAside = (message: EventMessage): DeliveryOutcome =>
  message.payload === 'poison' ? { kind: 'set-aside', reason: 'planted' } : { kind: 'done' };

/** Has the broker take the one message of a listener's queue for a dead letter. */
async function refuse(module: string): Promise<void> {
  const refused = Promise.withResolvers<void>();
  await byHand(broker.url, async (channel) => {
    await channel.consume(queueOf(module), (message) => {
      if (message !== null) channel.reject(message, false);
      refused.resolve();
    });
    await refused.promise;
    await channel.checkQueue(queueOf(module));
  });
}

it('what the broker takes for a dead letter waits until there is a queue for it', async () => {
  const [caller, host] = [links(broker.url), links(broker.url, { partitions: 1 })];
  await Promise.all([caller.events.start(), host.events.start()]);
  const source = { module: 'source-of-waiting', event: 'happened', version: 1 };
  const subscription = { module: 'waiting', listener: 'on-happened', source };
  await (await host.events.subscribe(subscription, async () => ({ kind: 'done' }))).close();
  const poison = news('waiting', 'poison');
  await caller.events.publish(poison);
  await deleteLetters('waiting');
  await refuse('waiting');
  // Longer than it takes the broker to try again.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  // Declares the queue anew.
  const watched = await watch({ caller, host, module: 'waiting', what: ['events'] });
  await eventually('it is a dead letter', async () => (await messagesIn(broker.url, letters('waiting'))) === 1);
  expect(await takeOne(broker.url, letters('waiting'))).toMatchObject({ properties: { messageId: poison.id } });
  await watched.worksAgain();
});

it('what a listener sets aside is kept though somebody has deleted the queue for it', async () => {
  const [caller, host] = [links(broker.url), links(broker.url, { partitions: 1 })];
  await Promise.all([caller.events.start(), host.events.start()]);
  const hear = async (message: EventMessage): Promise<DeliveryOutcome> => setAside(message);
  const watched = await watch({ caller, host, module: 'declared-anew', what: ['events'], hear });
  await deleteLetters('declared-anew');
  const poison = news('declared-anew', 'poison');
  await caller.events.publish(poison);
  const found = (): Promise<number> => messagesIn(broker.url, letters('declared-anew')).catch(() => 0);
  await eventually('it is a dead letter', async () => (await found()) === 1);
  await watched.worksAgain();
});

it('what a listener sets aside waits while the queue for it takes nothing, and holds nothing else up', async () => {
  const waits: string[] = [];
  const log = { ...silent, warn: (_: object, line: string) => void waits.push(line) };
  const [caller, host] = [links(broker.url), links(broker.url, { partitions: 1, log })];
  await Promise.all([caller.events.start(), host.events.start()]);
  const hear = async (message: EventMessage): Promise<DeliveryOutcome> => setAside(message);
  const watched = await watch({ caller, host, module: 'full', what: ['events'], hear });
  const policy = JSON.stringify({ 'max-length': 1, overflow: 'reject-publish' });
  await broker.ctl('set_policy', 'full', String.raw`^carveout\.full\.dead-letters$`, policy, '--apply-to', 'queues');
  const ids: string[] = [];
  // The policy holds from some moment on.
  await eventually('some have to wait', async () => {
    const waiting = waits.filter((line) => line.includes('dead letter')).length;
    if (waiting > 3) return true;
    if (waiting === 0) {
      ids.push(`poison-${ids.length}`);
      await caller.events.publish(news('full', 'poison', ids.at(-1)));
    }
    return false;
  });
  await watched.worksAgain();
  const kept = new Set<unknown>();
  const take = async (): Promise<boolean> => {
    const letter = await takeOne(broker.url, letters('full'));
    if (letter !== false) kept.add(letter.properties.messageId);
    return kept.size === ids.length;
  };
  await eventually('all are kept', take);
  expect(kept).toEqual(new Set(ids));
  await watched.worksAgain();
});
