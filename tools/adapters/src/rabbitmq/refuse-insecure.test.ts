import { expect, it } from 'vitest';
import { createRabbitmq } from './create-rabbitmq.ts';

const nothing = (): void => undefined;
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const create = (url: string, production: boolean) => () => createRabbitmq({ url, host: 'one', log, production });
const refusal = expect.objectContaining({ code: 'CARV-415' });

it.each([
  'amqp://carveout:carveout-development@127.0.0.1:5672',
  'amqps://guest:guest@mq.example',
  'amqp://127.0.0.1:5672',
  'amqp://shop@127.0.0.1:5672',
  'amqp://shop:Shop@127.0.0.1:5672',
])('production refuses a default password: %s', (url) => {
  expect(create(url, true)).toThrow(refusal);
  expect(create(url, false)).not.toThrow();
});

it.each([
  'amqp://o:w8!kf3@mq.example/shop',
  'amqp://o:w8!kf3@10.0.0.1',
  'amqp://o:w8!kf3@127.0.0.1.example',
  'amqps://o:w8!kf3@one.example,amqp://o:w8!kf3@two.example',
])('production refuses a plaintext link: %s', (url) => {
  expect(create(url, true)).toThrow(refusal);
  expect(create(url, true)).toThrow('not encrypted');
  expect(create(url, true)).not.toThrow('w8!kf3');
  expect(create(url, false)).not.toThrow();
});

it.each([
  'amqps://o:w8!kf3@mq.example/shop',
  'amqp://o:w8!kf3@127.0.0.1',
  'amqp://o:w8!kf3@[::1]:5672/shop',
  'amqps://o:w8!kf3@one.example/shop,amqps://o:w8!kf3@two.example/shop',
])('production takes an own password over a safe link: %s', (url) => expect(create(url, true)).not.toThrow());
