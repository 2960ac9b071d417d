import { connect } from 'amqplib';
import type { Answer, Ask } from '../payload.ts';
import { beAnswerer } from '../roles.ts';
import { QUEUE } from './amqplib-setting.ts';

beAnswerer(async ({ url }, answer) => {
  const connection = await connect(url, { noDelay: true });
  const channel = await connection.createChannel();
  await channel.assertQueue(QUEUE, { durable: false, autoDelete: true });
  await channel.consume(
    QUEUE,
    (message) => {
      if (!message) return;
      const { replyTo, correlationId } = message.properties as { replyTo: string; correlationId: string };
      const reply = (value: Answer): void => {
        channel.sendToQueue(replyTo, Buffer.from(JSON.stringify(value)), { correlationId });
      };
      const value = answer(JSON.parse(message.content.toString()) as Ask);
      if (value instanceof Promise) void value.then(reply);
      else reply(value);
    },
    { noAck: true },
  );
  return () => connection.close();
});
