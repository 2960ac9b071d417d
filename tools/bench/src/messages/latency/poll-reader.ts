import { connect } from 'amqplib';
import type { OrderPlaced } from '../message.ts';
import { quorumQueue } from '../message.ts';
import { beReader } from './latency-role.ts';
import { QUEUE } from './poll-setting.ts';

beReader(async ({ brokerUrl }, heard) => {
  const connection = await connect(brokerUrl, { noDelay: true });
  const channel = await connection.createChannel();
  await channel.assertQueue(QUEUE, quorumQueue);
  await channel.prefetch(100);
  await channel.consume(QUEUE, (message) => {
    if (!message) return;
    heard((JSON.parse(message.content.toString()) as OrderPlaced).orderId);
    channel.ack(message);
  });
  return () => connection.close();
});
