import 'reflect-metadata';
import { ClientProxyFactory, Transport } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { nextOrder, quorumQueue } from '../message.ts';
import { bePublisher } from './publish-role.ts';

bePublisher(async (url) => {
  const client = ClientProxyFactory.create({
    transport: Transport.RMQ,
    options: {
      urls: [url],
      queue: 'bench.nestjs-publish',
      queueOptions: quorumQueue,
      // Nest's default is a message that a restart of the broker loses.
      persistent: true,
      socketOptions: { connectionOptions: { noDelay: true } },
    },
  });
  await client.connect();
  return {
    publish: async () => {
      await lastValueFrom(client.emit<unknown>('placed', nextOrder()), { defaultValue: undefined });
    },
    window: 256,
    stop: async () => client.close(),
  };
});
