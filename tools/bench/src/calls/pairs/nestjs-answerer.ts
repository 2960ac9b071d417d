import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, Transport } from '@nestjs/microservices';
import type { MicroserviceOptions } from '@nestjs/microservices';
import type { Answer, Ask } from '../payload.ts';
import { beAnswerer } from '../roles.ts';
import type { Answering } from '../roles.ts';
import { PATTERN, rmqOptions } from './nestjs-setting.ts';

let answering: Answering;

class Quotes {
  quote(ask: Ask): Answer | Promise<Answer> {
    return answering(ask);
  }
}
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- Nest knows a module by its class
class Root {}

// Decorators are a syntax error where types are stripped, so they are applied by hand.
Controller()(Quotes);
MessagePattern(PATTERN)(Quotes.prototype, 'quote', Object.getOwnPropertyDescriptor(Quotes.prototype, 'quote')!);
Module({ controllers: [Quotes] })(Root);

beAnswerer(async ({ url }, answer) => {
  answering = answer;
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(Root, {
    transport: Transport.RMQ,
    options: rmqOptions(url),
    logger: false,
  });
  await app.listen();
  return () => app.close();
});
