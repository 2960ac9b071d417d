import { connect } from 'amqplib';
import { nextOrder, quorumQueue } from '../message.ts';
import { bePublisher } from './publish-role.ts';

const QUEUE = 'bench.await-each';

bePublisher(async (url) => {
  const connection = await connect(url, { noDelay: true });
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue(QUEUE, quorumQueue);
  return {
    publish: () =>
      new Promise((resolve, reject) => {
        channel.sendToQueue(QUEUE, Buffer.from(JSON.stringify(nextOrder())), { persistent: true }, (error) =>
          error ? reject(error as Error) : resolve(),
        );
      }),
    window: 1,
    stop: () => connection.close(),
  };
});
