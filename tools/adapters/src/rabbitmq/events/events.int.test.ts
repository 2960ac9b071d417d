import { testVhost } from '@carveout/testing/vitest';
import type { LinkDeadLetter } from '@carveout/runtime';
import { describe, expect, it } from 'vitest';
import { byHand, messagesIn, publishByHand, takeOne } from '../fixture/by-hand.ts';
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

describe('a subscription', () => {
  it('outlives its process: events published meanwhile are kept, in order', async () => {
    const publisher = await started();
    const first = await started();
    const subscribed = await first.events.subscribe(listening('absent'), async () => done);
    await subscribed.close();
    await first.events.stop(1_000);
    const sent = Array.from({ length: 30 }, (_, index) => event('source-of-absent', `k${index % 3}`, index));
    await publishAll(publisher, sent);
    const { messages, deliver } = recorder();
    await (await started()).events.subscribe(listening('absent'), deliver);
    await eventually('all arrived', () => messages.length === 30);
    for (const key of ['k0', 'k1', 'k2'])
      expect(messages.filter((message) => message.key === key).map(({ payload }) => payload)).toEqual(
        sent.filter((message) => message.key === key).map(({ payload }) => payload),
      );
  });

  it('declares what RabbitMQ must not choose by itself', async () => {
    const { events } = await started({ partitions: 2 });
    await events.subscribe(listening('declared'), async () => done);
    const { management } = await import('@carveout/testing/backing');
    const api = management(vhost.managementUrl);
    const queue = await api.get(`/queues/${vhost.name}/carveout.declared.events.on-happened.1`);
    expect(queue).toMatchObject({
      type: 'quorum',
      durable: true,
      arguments: {
        'x-single-active-consumer': true,
        'x-delivery-limit': 1_000_000,
        // 4.3 would wait for a minute.
        'x-consumer-disconnected-timeout': 1_000,
        'x-dead-letter-exchange': 'carveout.declared.dead-letters',
        'x-dead-letter-strategy': 'at-least-once',
        'x-overflow': 'reject-publish',
      },
    });
    // The broker drops a dead letter that was given back too often: 4.0 would do so after 20 times.
    expect(await api.get(`/queues/${vhost.name}/carveout.declared.dead-letters`)).toMatchObject({
      type: 'quorum',
      arguments: { 'x-delivery-limit': 1_000_000, 'x-consumer-disconnected-timeout': 1_000 },
    });
  });

  it('is acknowledged only when the delivery is done', async () => {
    const rabbitmq = await started({ partitions: 1, prefetch: 3 });
    const release = Promise.withResolvers<void>();
    let begun = 0;
    await rabbitmq.events.subscribe(listening('slow'), async ({ payload }) => {
      begun += 1;
      if (payload === 0) await release.promise;
      return done;
    });
    await publishAll(
      rabbitmq,
      [0, 1, 2, 3, 4, 5].map((payload) => event('source-of-slow', `k${payload}`, payload)),
    );
    // The first holds one place of three; the finished ones behind it are acknowledged and make room.
    await eventually('all but the first are done', () => begun === 6);
    release.resolve();
    await rabbitmq.events.stop(10_000);
    expect(await messagesIn(vhost.url, 'carveout.slow.events.on-happened.0')).toBe(0);
  });

  it('holds up no others, though most of the window does not end', async () => {
    const rabbitmq = await started({ partitions: 1, prefetch: 20 });
    const release = Promise.withResolvers<void>();
    let ended = 0;
    await rabbitmq.events.subscribe(listening('held-up'), async ({ payload }) => {
      if (Number(payload) < 17) await release.promise;
      else ended += 1;
      return done;
    });
    await publishAll(
      rabbitmq,
      Array.from({ length: 117 }, (_, payload) => event('source-of-held-up', `k${payload}`, payload)),
    );
    await eventually('all others are done', () => ended === 100);
    release.resolve();
    await rabbitmq.events.stop(10_000);
    expect(await messagesIn(vhost.url, 'carveout.held-up.events.on-happened.0')).toBe(0);
  });

  it('gives back what was not handled when it closes, in order, for the next host', async () => {
    const publisher = await started();
    const first = await started({ partitions: 1 });
    const handled: unknown[] = [];
    let offered = 0;
    const subscribed = await first.events.subscribe(listening('closing'), async ({ payload }) => {
      offered += 1;
      if (Number(payload) >= 3) return { kind: 'return' };
      handled.push(payload);
      return done;
    });
    await publishAll(
      publisher,
      [0, 1, 2, 3, 4, 5, 6].map((payload) => event('source-of-closing', 'k', payload)),
    );
    await eventually('the fourth was offered', () => offered >= 4);
    await subscribed.close();
    const { messages, deliver } = recorder();
    await (await started({ partitions: 1 })).events.subscribe(listening('closing'), deliver);
    await eventually('the rest arrived', () => messages.length >= 4);
    expect([...handled, ...messages.map(({ payload }) => payload)]).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('takes up again what was given back although nobody closed it', async () => {
    const rabbitmq = await started({ partitions: 1 });
    const seen: unknown[] = [];
    await rabbitmq.events.subscribe(listening('hesitant'), async ({ payload }) => {
      seen.push(payload);
      return seen.length === 2 ? { kind: 'return' } : done;
    });
    await publishAll(
      rabbitmq,
      [0, 1, 2].map((payload) => event('source-of-hesitant', 'k', payload)),
    );
    await eventually('it came again', () => seen.filter((payload) => payload === 1).length === 2);
    await eventually('all were seen', () => seen.includes(2));
    expect(seen.filter((payload) => payload === 0)).toEqual([0]);
  });
});

describe('order per key', () => {
  it('holds while two replicas share the queues', async () => {
    const publisher = await started();
    const lastOf = new Map<string, number>();
    const faults: string[] = [];
    const handledBy = [0, 0];
    const listen = async (replica: number): Promise<void> => {
      const rabbitmq = await started({ limits: { rebalanceMs: 150 } });
      await rabbitmq.events.subscribe(listening('ordered'), async ({ key, payload }) => {
        const last = lastOf.get(key) ?? -1;
        // What was seen before may come again; what was not may not be skipped.
        if (Number(payload) > last + 1) faults.push(`${key}: ${String(payload)} after ${last}`);
        lastOf.set(key, Math.max(last, Number(payload)));
        handledBy[replica]! += 1;
        return done;
      });
    };
    await listen(0);
    await listen(1);
    const keys = Array.from({ length: 12 }, (_, index) => `key-${index}`);
    let published = 0;
    await eventually('both replicas have a part', async () => {
      await publishAll(
        publisher,
        keys.map((key) => event('source-of-ordered', key, published)),
      );
      published += 1;
      return handledBy[0]! > 0 && handledBy[1]! > 0;
    });
    await eventually('all arrived', () => keys.every((key) => lastOf.get(key) === published - 1));
    expect(faults).toEqual([]);
  });
});

describe('dead letters', () => {
  it('keeps what was set aside, with the reason, and goes on', async () => {
    const rabbitmq = await started({ partitions: 1 });
    const { messages, deliver } = recorder();
    await rabbitmq.events.subscribe(listening('strict'), async (message) =>
      message.payload === 'bad' ? { kind: 'set-aside', reason: `no good ${'x'.repeat(5_000)}` } : deliver(message),
    );
    const bad = event('source-of-strict', 'k', 'bad');
    await publishAll(rabbitmq, [bad, event('source-of-strict', 'k', 'good')]);
    await eventually('the good one arrived', () => messages.length === 1);
    await eventually(
      'the dead letter is kept',
      async () => (await messagesIn(vhost.url, 'carveout.strict.dead-letters')) === 1,
    );
    const letter = await takeOne(vhost.url, 'carveout.strict.dead-letters');
    if (letter === false) throw new Error('no dead letter');
    expect(JSON.parse(letter.content.toString())).toEqual(bad);
    expect(letter.properties).toMatchObject({ messageId: bad.id, deliveryMode: 2 });
    expect(letter.properties.headers).toMatchObject({
      'x-carveout-listener': 'strict.on-happened',
      'x-carveout-event': 'source-of-strict.happened.v1',
    });
    const reason = String(letter.properties.headers?.['x-carveout-reason']);
    expect(reason).toMatch(/^no good/);
    expect(reason).toHaveLength(1_000);
    await rabbitmq.events.stop(10_000);
    expect(await messagesIn(vhost.url, 'carveout.strict.events.on-happened.0')).toBe(0);
  });

  it('sets aside what cannot be read', async () => {
    const rabbitmq = await started();
    const { messages, deliver } = recorder();
    await rabbitmq.events.subscribe(listening('reader'), deliver);
    const unreadable = ['{"secret', '[]', '{"id":1}', 'null'];
    await publishByHand(vhost.url, 'carveout.source-of-reader.events', 'happened.v1.s0', unreadable);
    await eventually('all are kept', async () => (await messagesIn(vhost.url, 'carveout.reader.dead-letters')) === 4);
    const letter = await takeOne(vhost.url, 'carveout.reader.dead-letters');
    expect(JSON.stringify(letter && letter.properties.headers)).not.toContain('secret');
    await rabbitmq.events.publish(event('source-of-reader', 'k', 1));
    await eventually('the next one arrived', () => messages.length === 1);
  });

  it('sets aside, as it came, what is nested deeper than could be written again', async () => {
    const rabbitmq = await started();
    const { messages, deliver } = recorder();
    await rabbitmq.events.subscribe(listening('deep'), deliver);
    const sent = JSON.stringify(event('source-of-deep', 'k', 'HERE'));
    const body = sent.replace('"HERE"', `${'['.repeat(6_000)}${']'.repeat(6_000)}`);
    await publishByHand(vhost.url, 'carveout.source-of-deep.events', 'happened.v1.s0', [body]);
    await eventually('it is kept', async () => (await messagesIn(vhost.url, 'carveout.deep.dead-letters')) === 1);
    const letters: LinkDeadLetter[] = [];
    await rabbitmq.events.drain('deep', async (letter) => void letters.push(letter));
    await eventually('it is handed over', () => letters.length === 1);
    expect(letters[0]).toMatchObject({ listener: 'on-happened', content: { encoding: 'utf8', body } });
    expect(letters[0]!.reason).toContain('nested deeper than 500 levels');
    expect(messages).toEqual([]);
  });

  it.each([0, 1])('keeps it where somebody has deleted the dead-letter queue, after %i letters', async (before) => {
    const module = `no-letters-${before}`;
    const rabbitmq = await started({ partitions: 1 });
    await rabbitmq.events.subscribe(listening(module), async () => ({ kind: 'set-aside', reason: 'no' }));
    for (let index = 0; index < before; index += 1) await rabbitmq.events.publish(event(`source-of-${module}`, 'k', 0));
    if (before > 0)
      await eventually(
        'they are kept',
        async () => (await messagesIn(vhost.url, `carveout.${module}.dead-letters`)) === before,
      );
    await byHand(vhost.url, (channel) => channel.deleteQueue(`carveout.${module}.dead-letters`));
    await rabbitmq.events.publish(event(`source-of-${module}`, 'k', 1));
    await eventually('it is kept', async () => {
      const { management } = await import('@carveout/testing/backing');
      const queues = await management(vhost.managementUrl).get<{ name: string }[]>(`/queues/${vhost.name}`);
      if (!queues.some(({ name }) => name === `carveout.${module}.dead-letters`)) return false;
      return (await messagesIn(vhost.url, `carveout.${module}.dead-letters`)) === 1;
    });
  });
});
