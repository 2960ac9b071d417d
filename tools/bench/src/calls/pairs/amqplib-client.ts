import { connect } from 'amqplib';
import type { Answer } from '../payload.ts';
import { beClient } from '../roles.ts';
import { QUEUE, REPLY_TO } from './amqplib-setting.ts';

beClient(async ({ url }) => {
  const connection = await connect(url, { noDelay: true });
  const channel = await connection.createChannel();
  const pending = new Map<string, (answer: Answer) => void>();
  let lastId = 0;
  await channel.consume(
    REPLY_TO,
    (message) => {
      if (!message) return;
      const id = message.properties.correlationId as string;
      const resolve = pending.get(id);
      pending.delete(id);
      resolve?.(JSON.parse(message.content.toString()) as Answer);
    },
    { noAck: true },
  );
  return {
    call: (ask) =>
      new Promise((resolve) => {
        const correlationId = String((lastId += 1));
        pending.set(correlationId, resolve);
        channel.sendToQueue(QUEUE, Buffer.from(JSON.stringify(ask)), { correlationId, replyTo: REPLY_TO });
      }),
    stop: () => connection.close(),
  };
});
