import { setTimeout as sleep } from 'node:timers/promises';
import { offer } from '../harness/offer.ts';
import { drive } from './drive.ts';
import type { Driven, DriveOptions } from './drive.ts';
import { answerTo, check, nextAsk } from './payload.ts';
import type { Answer, Ask } from './payload.ts';

/** What both processes of a pair are told. */
export interface PairSetting {
  /** Of the broker. */
  readonly url: string;
  /** Ports on loopback that the pair may use for itself. */
  readonly ports: readonly [client: number, answerer: number];
}

/** A contestant's way to ask and be answered. */
export interface Caller {
  readonly call: (ask: Ask) => Promise<Answer>;
  readonly stop: () => Promise<void>;
}

export interface ClientOffers {
  start(setting: PairSetting): Promise<void>;
  measure(options: DriveOptions): Promise<Driven>;
  stop(): Promise<void>;
}

export interface AnswererOffers {
  start(setting: PairSetting): Promise<void>;
  /** True: from now on every answer takes 1 to 5 ms at random. */
  setBusy(busy: boolean): void;
  stop(): Promise<void>;
}

/** Makes this process the client of a pair. */
export function beClient(connect: (setting: PairSetting) => Promise<Caller>): void {
  let caller: Caller | undefined;
  const ask = async (): Promise<void> => {
    const question = nextAsk();
    check(question, await caller!.call(question));
  };
  const offers: ClientOffers = {
    start: async (setting) => {
      caller = await connect(setting);
      await firstAnswer(ask);
    },
    measure: (options) => drive(ask, options),
    stop: async () => caller?.stop(),
  };
  offer({ ...offers });
}

export type Answering = (ask: Ask) => Answer | Promise<Answer>;

/** Makes this process the answerer of a pair. `serve` resolves with how to stop. */
export function beAnswerer(serve: (setting: PairSetting, answer: Answering) => Promise<() => Promise<void>>): void {
  let busy = false;
  let stop: (() => Promise<void>) | undefined;
  const answer: Answering = (ask) => (busy ? answerLater(ask) : answerTo(ask));
  const offers: AnswererOffers = {
    start: async (setting) => {
      stop = await serve(setting, answer);
    },
    setBusy: (now) => {
      busy = now;
    },
    stop: async () => stop?.(),
  };
  offer({ ...offers });
}

async function answerLater(ask: Ask): Promise<Answer> {
  await sleep(1 + Math.random() * 4);
  return answerTo(ask);
}

/** Whoever finds its peers by gossip needs a moment before the first call goes through. */
async function firstAnswer(ask: () => Promise<void>): Promise<void> {
  const until = Date.now() + 15_000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > until) throw error;
      await sleep(100);
    }
  }
}
