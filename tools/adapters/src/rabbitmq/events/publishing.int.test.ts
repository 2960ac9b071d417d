import { testVhost } from '@carveout/testing/vitest';
import type { EventMessage } from '@carveout/runtime';
import { describe, expect, it } from 'vitest';
import { eventually } from '../fixture/eventually.ts';
import { done, listening, publishAll, recorder } from '../fixture/listeners.ts';
import { event, linkMaker } from '../fixture/links.ts';
import type { Rabbitmq } from '../index.ts';

const vhost = testVhost();
const links = linkMaker();
async function started(options: Parameters<typeof links>[1] = {}): Promise<Rabbitmq> {
  const rabbitmq = links(vhost.url, options);
  await rabbitmq.events.start();
  return rabbitmq;
}

describe('publishing', () => {
  it('succeeds with nobody listening', async () => {
    const { events } = await started();
    await events.publish(event('unheard', 'k', 1));
  });

  it('reaches every listener, as it was sent, and not the listeners of other events', async () => {
    const rabbitmq = await started();
    const [first, second, other] = [recorder(), recorder(), recorder()];
    await rabbitmq.events.subscribe(listening('heard', 'first', 'news'), first.deliver);
    await rabbitmq.events.subscribe(listening('heard', 'second', 'news'), second.deliver);
    const later = { module: 'heard', listener: 'third', source: { module: 'news', event: 'happened', version: 2 } };
    await rabbitmq.events.subscribe(later, other.deliver);
    const messages = Array.from({ length: 50 }, (_, index) =>
      event('news', `key-${index}`, { index, text: 'ü€😀\u0000' }),
    );
    await publishAll(rabbitmq, messages);
    const byId = (a: EventMessage, b: EventMessage): number => a.id.localeCompare(b.id);
    await eventually('both have all', () => first.messages.length + second.messages.length >= 100);
    expect(first.messages.toSorted(byId)).toEqual(messages.toSorted(byId));
    expect(second.messages.toSorted(byId)).toEqual(messages.toSorted(byId));
    expect(other.messages).toEqual([]);
  });

  it('is confirmed to the last message before the link stops', async () => {
    const rabbitmq = await started({ limits: { publishWindow: 8 } });
    await rabbitmq.events.subscribe(listening('parting'), recorder().deliver);
    await rabbitmq.events.publish(event('source-of-parting', 'k', 'its route is known from now on'));
    const published = publishAll(
      rabbitmq,
      Array.from({ length: 300 }, (_, index) => event('source-of-parting', 'k', index)),
    );
    const stopped = rabbitmq.events.stop(60_000);
    await published;
    await stopped;
    await expect(rabbitmq.events.publish(event('source-of-parting', 'k', 'late'))).rejects.toMatchObject({
      code: 'CARV-412',
    });
  });

  it('waits beyond its window and keeps the order', async () => {
    const rabbitmq = await started({ limits: { publishWindow: 7 } });
    const { messages, deliver } = recorder();
    await rabbitmq.events.subscribe(listening('windowed'), deliver);
    const sent = Array.from({ length: 200 }, (_, index) => event('source-of-windowed', 'k', index));
    await publishAll(rabbitmq, sent);
    await eventually('all arrived', () => messages.length === 200);
    expect(messages.map(({ payload }) => payload)).toEqual(sent.map(({ payload }) => payload));
  });

  it('refuses more than may wait, what is too large and what JSON cannot carry', async () => {
    const { events } = await started({ limits: { publishWindow: 1, publishWaiting: 2, messageBytes: 1_048_576 } });
    await events.subscribe(listening('bound', 'on-happened', 'bounded'), async () => done);
    await events.publish(event('bounded', 'k', 0));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, (_, i) => events.publish(event('bounded', 'k', i))),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect(outcomes[4]).toMatchObject({ reason: { code: 'CARV-412' } });
    await expect(events.publish(event('bounded', 'k', 'x'.repeat(1_100_000)))).rejects.toMatchObject({
      code: 'CARV-364',
    });
    await expect(events.publish(event('bounded', 'k', 1n))).rejects.toMatchObject({ code: 'CARV-364' });
  });
});
