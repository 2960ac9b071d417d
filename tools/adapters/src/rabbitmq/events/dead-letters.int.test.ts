import { testVhost } from '@carveout/testing/vitest';
import type { Message } from 'amqplib';
import { expect, it, onTestFinished } from 'vitest';
import { SupervisedConnection } from '../connection/supervised-connection.ts';
import { takeOne } from '../fixture/by-hand.ts';
import { listening } from '../fixture/listeners.ts';
import { silent } from '../fixture/links.ts';
import { settle } from '../options.ts';
import { ConfirmedPublisher } from './confirmed-publisher.ts';
import { DeadLetters } from './dead-letters.ts';

const vhost = testVhost();

async function openLetters(module: string): Promise<DeadLetters> {
  const connection = new SupervisedConnection(settle({ url: vhost.url, host: 'letters', log: silent }), 'test');
  await connection.start();
  const publisher = new ConfirmedPublisher(connection);
  await publisher.start();
  onTestFinished(async () => {
    await publisher.stop(1_000);
    await connection.stop();
  });
  return new DeadLetters(publisher, connection, listening(module));
}

const message = (properties: object): Message =>
  ({ content: Buffer.from('{}'), fields: {}, properties: { headers: {}, ...properties } }) as unknown as Message;

it.each([
  // 85 characters of 3 bytes are as much as AMQP has room for.
  ['what has room', '\u{FFFD}'.repeat(85), '\u{FFFD}'.repeat(85)],
  // As amqplib reads 86 bytes that are no UTF-8.
  ['not what has become too long', '\u{FFFD}'.repeat(86), undefined],
  ['not what is no text', 7, undefined],
])('keeps, of the properties of what was set aside, %s', async (_, written, kept) => {
  const module = `properties-${typeof written}-${String(written).length}`;
  const letters = await openLetters(module);
  const { signal } = new AbortController();
  expect(await letters.keep(message({ messageId: written, type: written }), 'no', signal)).toBe(true);
  const letter = await takeOne(vhost.url, `carveout.${module}.dead-letters`);
  if (letter === false) throw new Error('no dead letter');
  expect(letter.content.toString()).toBe('{}');
  expect([letter.properties.messageId, letter.properties.type]).toEqual([kept, kept]);
});
