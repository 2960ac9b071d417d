import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, Payload, Transport } from '@nestjs/microservices';
import type { MicroserviceOptions, RmqContext } from '@nestjs/microservices';
import type { ConfirmChannel, Message } from 'amqplib';
import { connect } from 'amqplib';
import { nextOrder, quorumQueue } from '../message.ts';
import type { OrderPlaced } from '../message.ts';
import { beConsumer } from './consume-role.ts';

const QUEUE = 'bench.nestjs-consume';
const PATTERN = 'placed';

let onHandled = (): void => undefined;

class Orders {
  placed(_order: OrderPlaced, context: RmqContext): void {
    onHandled();
    (context.getChannelRef() as ConfirmChannel).ack(context.getMessage() as unknown as Message);
  }
}
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- Nest knows a module by its class
class Root {}

// Decorators are a syntax error where types are stripped, so they are applied by hand.
Controller()(Orders);
Payload()(Orders.prototype, 'placed', 0);
Ctx()(Orders.prototype, 'placed', 1);
EventPattern(PATTERN)(Orders.prototype, 'placed', Object.getOwnPropertyDescriptor(Orders.prototype, 'placed')!);
Module({ controllers: [Orders] })(Root);

beConsumer(async (url) => {
  const connection = await connect(url, { noDelay: true });
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue(QUEUE, quorumQueue);
  return {
    fill: async (messages) => {
      for (let sent = 0; sent < messages; sent += 1) {
        channel.sendToQueue(QUEUE, Buffer.from(JSON.stringify({ pattern: PATTERN, data: nextOrder() })), {
          persistent: true,
        });
        if (sent % 1000 === 999) await channel.waitForConfirms();
      }
      await channel.waitForConfirms();
    },
    consume: async (handled) => {
      onHandled = handled;
      const app = await NestFactory.createMicroservice<MicroserviceOptions>(Root, {
        transport: Transport.RMQ,
        options: {
          urls: [url],
          queue: QUEUE,
          queueOptions: quorumQueue,
          noAck: false,
          prefetchCount: 500,
          socketOptions: { connectionOptions: { noDelay: true } },
        },
        logger: false,
      });
      await app.listen();
      return () => app.close();
    },
    stop: () => connection.close(),
  };
});
