import { setTimeout as sleep } from 'node:timers/promises';
import { offer } from '../../harness/offer.ts';
import { nextOrder } from '../message.ts';
import type { OrderPlaced } from '../message.ts';

export interface LatencySetting {
  readonly brokerUrl: string;
  readonly databaseUrl: string;
}

/** When something happened to an order, in ms of the machine's monotonic clock, which all processes share. */
export type Moments = readonly (readonly [orderId: string, ms: number])[];

export interface WriterOffers {
  start(setting: LatencySetting): Promise<void>;
  /** Commits orders at this pace; resolves with when each was committed. */
  write(pace: { readonly perSecond: number; readonly seconds: number }): Promise<Moments>;
  stop(): Promise<void>;
}

export interface ReaderOffers {
  start(setting: LatencySetting): Promise<void>;
  /** Resolves with when each order was heard of since the last asking, once there are so many. */
  heard(count: number): Promise<Moments>;
  stop(): Promise<void>;
}

const now = (): number => Number(process.hrtime.bigint()) / 1e6;

interface Writer {
  readonly write: (order: OrderPlaced) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Makes this process commit orders; `connect` gets what is to be told as soon as one is committed. */
export function beWriter(
  connect: (setting: LatencySetting, committed: (orderId: string) => void) => Promise<Writer>,
): void {
  let writer: Writer | undefined;
  let moments: [string, number][] = [];
  const offers: WriterOffers = {
    start: async (setting) => {
      writer = await connect(setting, (orderId) => moments.push([orderId, now()]));
    },
    write: async ({ perSecond, seconds }) => {
      moments = [];
      const writing: Promise<void>[] = [];
      const startedAt = performance.now();
      for (let order = 0; order < perSecond * seconds; order += 1) {
        const due = startedAt + (order * 1000) / perSecond;
        if (due > performance.now()) await sleep(due - performance.now());
        writing.push(writer!.write(nextOrder()));
      }
      await Promise.all(writing);
      return moments;
    },
    stop: async () => writer?.stop(),
  };
  offer({ ...offers });
}

const HEARD_WITHIN_MS = 10_000;

/** Makes this process hear of orders; `connect` gets what is to be told of each. Resolves with how to stop. */
export function beReader(
  connect: (setting: LatencySetting, heard: (orderId: string) => void) => Promise<() => Promise<void>>,
): void {
  let stop: (() => Promise<void>) | undefined;
  let moments: [string, number][] = [];
  const offers: ReaderOffers = {
    start: async (setting) => {
      stop = await connect(setting, (orderId) => moments.push([orderId, now()]));
    },
    heard: async (count) => {
      const until = performance.now() + HEARD_WITHIN_MS;
      while (moments.length < count && performance.now() < until) await sleep(20);
      const taken = moments;
      moments = [];
      return taken;
    },
    stop: async () => stop?.(),
  };
  offer({ ...offers });
}
