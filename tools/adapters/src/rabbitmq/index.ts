export { createRabbitmq } from './create-rabbitmq.ts';
export type { Rabbitmq } from './create-rabbitmq.ts';
export type { RabbitmqLimits, RabbitmqOptions } from './options.ts';
