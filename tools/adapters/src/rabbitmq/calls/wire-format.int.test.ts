import { randomUUID } from 'node:crypto';
import { testVhost } from '@carveout/testing/vitest';
import type { Channel, ConsumeMessage } from 'amqplib';
import { expect, it } from 'vitest';
import { byHand } from '../fixture/by-hand.ts';
import { eventually } from '../fixture/eventually.ts';
import { echo, linkMaker } from '../fixture/links.ts';

/* The format as another program would speak it: see docs/guides/wire-format.md. Literals on purpose. */

const vhost = testVhost();
const links = linkMaker();

async function answersTo(channel: Channel, body: string, properties: object, expected: number): Promise<unknown[]> {
  const queue = `carveout.replies.other.${randomUUID()}`;
  await channel.assertExchange('carveout.replies', 'direct', { durable: true });
  await channel.assertQueue(queue, { exclusive: true });
  await channel.bindQueue(queue, 'carveout.replies', queue);
  const messages: ConsumeMessage[] = [];
  await channel.consume(queue, (message) => void (message !== null && messages.push(message)), { noAck: true });
  channel.publish('carveout.wire.calls', 'calls', Buffer.from(body), {
    type: 'carveout.calls.1',
    replyTo: queue,
    ...properties,
  });
  const answers = (): unknown[] => messages.flatMap(({ content }) => JSON.parse(content.toString()) as unknown[]);
  await eventually('the answers arrived', () => answers().length >= expected);
  for (const { properties: told } of messages) expect(told.type).toBe('carveout.replies.1');
  return answers().toSorted((a, b) => (a as number[])[0]! - (b as number[])[0]!);
}

it('is spoken as documented; an expired call is not dispatched', async () => {
  const host = links(vhost.url);
  await host.calls.start();
  const dispatched: unknown[] = [];
  await host.calls.serve('wire', async (request) => {
    dispatched.push(request.input);
    return echo(request);
  });
  await byHand(vhost.url, async (channel) => {
    const soon = Date.now() + 10_000;
    const calls = [
      ['op', 'id-1', 'cor', 'other', soon, null, null, null, null, { a: 1 }],
      ['op', 'id-2', 'cor', 'other', Date.now() - 1, null, null, null, null, 'expired'],
      ['op', 'id-3', 'cor', 'other', soon, null, null, null, null],
      'no call',
    ];
    const answers = await answersTo(channel, JSON.stringify(calls), { correlationId: '7:4' }, 4);
    expect(answers).toEqual([
      [7, 0, { a: 1 }],
      [8, 4, 'CARV-313', expect.any(String)],
      [9, 0],
      [10, 2, 'CARV-302', expect.any(String)],
    ]);
    expect(dispatched).toEqual([{ a: 1 }, undefined]);
  });
});

it('answers each call of a message that cannot be read, or has another version', async () => {
  const host = links(vhost.url);
  await host.calls.start();
  await host.calls.serve('wire', echo);
  await byHand(vhost.url, async (channel) => {
    const unreadable = [
      [1, 2, 'CARV-302', expect.any(String)],
      [2, 2, 'CARV-302', expect.any(String)],
    ];
    expect(await answersTo(channel, '[[', { correlationId: '1:2' }, 2)).toEqual(unreadable);
    const next = { correlationId: '1:2', type: 'carveout.calls.2' };
    expect(await answersTo(channel, '[]', next, 2)).toEqual(unreadable);
    // One that is nested too deep does not disturb those beside it.
    const [soon, deep] = [Date.now() + 9_000, `${'['.repeat(6_000)}${']'.repeat(6_000)}`];
    const calls = ['5', deep, '6'].map((input) => `["op","id","cor","other",${soon},null,null,null,null,${input}]`);
    const answers = await answersTo(channel, `[${calls.join(',')}]`, { correlationId: '7:3' }, 3);
    expect(answers).toEqual(
      expect.arrayContaining([
        [7, 0, 5],
        [8, ...unreadable[0]!.slice(1)],
        [9, 0, 6],
      ]),
    );
    // What is no call at all does not disturb those that follow.
    channel.publish('carveout.wire.calls', 'calls', Buffer.from('hello'));
    const call = JSON.stringify([['op', 'id', 'cor', 'other', Date.now() + 9_000, null, null, null, null, 5]]);
    expect(await answersTo(channel, call, { correlationId: '3:1' }, 1)).toEqual([[3, 0, 5]]);
  });
});

it('knows a call that is tried again, and says what it knows about another try', async () => {
  const host = links(vhost.url);
  await host.calls.start();
  const dispatched: unknown[] = [];
  await host.calls.serve('wire', async ({ envelope: { attempt, repeated }, input }) => {
    dispatched.push([attempt, repeated, input]);
    return { kind: 'not-sent', code: 'CARV-312', message: 'full', final: true, after: 250 };
  });
  await byHand(vhost.url, async (channel) => {
    const soon = Date.now() + 10_000;
    const calls = [
      ['op', 'id-1', 'cor', 'other', soon, null, 'key', null, null, { a: 1 }, 2, 1],
      ['op', 'id-2', 'cor', 'other', soon, null, null, null, null, null, 1, 2, 'what a later version adds'],
    ];
    const answers = await answersTo(channel, JSON.stringify(calls), { correlationId: '1:2' }, 2);
    const hints = { final: true, after: 250 };
    expect(answers).toEqual([
      [1, 4, 'CARV-312', 'full', null, hints],
      [2, 4, 'CARV-312', 'full', null, hints],
    ]);
    expect(dispatched).toEqual([
      [2, true, { a: 1 }],
      [1, undefined, undefined],
    ]);
  });
});
