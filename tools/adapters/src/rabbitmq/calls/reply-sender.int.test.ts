import { testVhost } from '@carveout/testing/vitest';
import { expect, it, onTestFinished } from 'vitest';
import { SupervisedConnection } from '../connection/supervised-connection.ts';
import { tap } from '../fixture/by-hand.ts';
import { eventually } from '../fixture/eventually.ts';
import { silent } from '../fixture/links.ts';
import { REPLIES_EXCHANGE } from '../names.ts';
import { settle } from '../options.ts';
import { ReplySender } from './reply-sender.ts';

const vhost = testVhost();
/** 100 bytes that are no UTF-8, as amqplib reads them: 300 bytes, more than AMQP has room for. */
const UNWRITABLE = '\u{FFFD}'.repeat(100);

it('answers the others where a caller has named a queue that cannot be written', async () => {
  const warnings: unknown[] = [];
  const log = { ...silent, warn: (fields: object, message: string) => void warnings.push({ ...fields, message }) };
  const connection = new SupervisedConnection(settle({ url: vhost.url, host: 'answers', log }), 'test');
  onTestFinished(() => connection.stop());
  await connection.start();
  const answers = new ReplySender(connection);
  await answers.start();
  const tapped = await tap(vhost.url, REPLIES_EXCHANGE, 'good');
  onTestFinished(() => tapped.stop());
  answers.send(UNWRITABLE, 1, { kind: 'value', value: 'lost' });
  answers.send(UNWRITABLE, 2, { kind: 'value', value: 'lost' });
  answers.send('good', 3, { kind: 'value', value: 'same turn' });
  await eventually('the answer of the same turn arrives', () => tapped.messages.length === 1);
  answers.send('good', 4, { kind: 'value', value: 'later' });
  await eventually('a later answer arrives', () => tapped.messages.length === 2);
  expect(tapped.messages.map(({ content }) => content.toString())).toEqual(['[[3,0,"same turn"]]', '[[4,0,"later"]]']);
  expect(warnings).toEqual([
    expect.objectContaining({ replyTo: UNWRITABLE, answers: 2, message: 'rabbitmq: answers could not be written' }),
  ]);
});
