import type { Message } from 'amqplib';
import { expect, it } from 'vitest';
import { brokerLetter } from './broker-letter.ts';

const letter = (content: string, headers: object) =>
  brokerLetter('m', { content: Buffer.from(content), fields: {}, properties: { headers } } as unknown as Message);

it.each([
  ['rejected', 'rejected'],
  ['delivery_limit', 'delivery limit'],
  [undefined, 'it does not say why'],
  // A table of another program, as amqplib reads it, which is no text at all.
  [{ toString: 1 }, 'it does not say why'],
  [Object.create(null), 'it does not say why'],
])('says why the broker set it aside: %o', (reason: unknown, why) => {
  const { queue, ...read } = letter('{', { 'x-death': [{ queue: 'carveout.m.events.on-placed.0', reason }] });
  expect(read).toMatchObject({ listener: 'on-placed', reason: `set aside by the broker: ${why}` });
  expect(queue).toBe('carveout.m.events.on-placed.0');
});

it.each([[[]], [[null]], [['rejected']], ['rejected'], [undefined]])('takes %j for no word of the broker', (death) => {
  expect(letter('{', { 'x-death': death })).toMatchObject({
    listener: 'unknown',
    reason: 'set aside by the broker: it does not say why',
    queue: undefined,
  });
});
