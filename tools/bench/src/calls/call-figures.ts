import type { Figure } from '../harness/figure.ts';
import type { CallLoad, PairKind } from './pair.ts';

export const pairKinds = {
  ours: { name: 'ours', program: 'ours' },
  amqplib: { name: 'amqplib', program: 'amqplib' },
  nestjs: { name: 'nestjs', program: 'nestjs' },
  'moleculer-amqp': { name: 'moleculer-amqp', program: 'moleculer', environment: { BENCH_TRANSPORTER: 'amqp' } },
  'ours-http': { name: 'ours-http', program: 'ours-http', brokerless: true },
  'undici-koa': { name: 'undici-koa', program: 'koa', brokerless: true },
  'moleculer-tcp': { name: 'moleculer-tcp', program: 'moleculer', environment: { BENCH_TRANSPORTER: 'tcp' } },
} as const satisfies Record<string, PairKind>;

export type PairName = keyof typeof pairKinds;

/** How calls are made between two processes, and which pairs make them beside ours. */
export interface CallFigure extends Figure {
  readonly load: CallLoad;
  /** Ours. */
  readonly pair: 'ours' | 'ours-http';
  readonly wanted: readonly { readonly against: Exclude<PairName, 'ours' | 'ours-http'>; readonly ratio: number }[];
}

const SECONDS = 1.5;
const rate = { unit: 'calls/s', better: 'higher', pair: 'ours' } as const;
const httpRate = { ...rate, pair: 'ours-http' } as const;

export const callFigures: readonly CallFigure[] = [
  {
    ...rate,
    name: 'rabbitmq-call-c256',
    what: 'calls over RabbitMQ, 256 in flight, all guards and validation on',
    load: { inFlight: 256, seconds: SECONDS, busy: false },
    wanted: [
      { against: 'amqplib', ratio: 5.5 },
      { against: 'nestjs', ratio: 7 },
      { against: 'moleculer-amqp', ratio: 7 },
      { against: 'moleculer-tcp', ratio: 1.5 },
    ],
  },
  {
    ...rate,
    name: 'rabbitmq-call-c64',
    what: 'the same, 64 in flight',
    load: { inFlight: 64, seconds: SECONDS, busy: false },
    wanted: [
      { against: 'amqplib', ratio: 3.5 },
      { against: 'nestjs', ratio: 5 },
    ],
  },
  {
    ...rate,
    name: 'rabbitmq-call-c256-busy',
    what: 'the same, 256 in flight, answers take 1 to 5 ms',
    load: { inFlight: 256, seconds: SECONDS, busy: true },
    wanted: [
      { against: 'amqplib', ratio: 3 },
      { against: 'nestjs', ratio: 4.5 },
      { against: 'moleculer-tcp', ratio: 1 },
    ],
  },
  {
    ...rate,
    name: 'rabbitmq-call-c1',
    what: 'the same, one after the other',
    load: { inFlight: 1, seconds: SECONDS, busy: false },
    wanted: [{ against: 'amqplib', ratio: 0.85 }],
  },
  {
    ...httpRate,
    name: 'http-call-c256',
    what: 'calls over HTTP, 256 in flight, all guards and validation on; beside JSON posted with undici to Koa',
    load: { inFlight: 256, seconds: SECONDS, busy: false },
    wanted: [{ against: 'undici-koa', ratio: 2 }],
  },
  {
    ...httpRate,
    name: 'http-call-c64',
    what: 'the same, 64 in flight',
    load: { inFlight: 64, seconds: SECONDS, busy: false },
    wanted: [{ against: 'undici-koa', ratio: 1.5 }],
  },
  {
    ...httpRate,
    name: 'http-call-c1',
    what: 'the same, one after the other',
    load: { inFlight: 1, seconds: SECONDS, busy: false },
    wanted: [{ against: 'undici-koa', ratio: 0.9 }],
  },
];
