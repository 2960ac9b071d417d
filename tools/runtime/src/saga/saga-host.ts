import type { Logger } from 'pino';
import { backoffMs } from '../backoff.ts';
import { availabilityOf } from '../errors/index.ts';
import type { Intake } from '../load/intake.ts';
import { byDeadline } from '../pipeline/by-deadline.ts';
import { monotonicMs } from '../pipeline/clock.ts';
import { atMost, pause } from '../pause.ts';
import type { CallReply, CallRequest, SagaRecord, Store } from '../ports/index.ts';
import type { HostedSaga } from './hosted-saga.ts';
import { SagaDrive } from './saga-drive.ts';
import { SagaEntrance } from './saga-entrance.ts';
import { GIVEN_BACK, advanceTo, positionOf } from './saga-position.ts';
import { replyOf } from './saga-replies.ts';

/**
 * Default length of the lease on a saga, in ms; renewed three times within it while a step runs. Short enough that a call
 * whose host was killed is answered by the next one before the caller's deadline.
 */
export const SAGA_LEASE_MS = 5_000;
/** Default time of one try of a step until its deadline, in ms. */
export const SAGA_STEP_MS = 15_000;
const RECOVER_EVERY_MS = 1_000;
const MOST_RECOVERED = 50;
/** The part of a stop's grace in which sagas at work may come to their end. */
const FINISHING_SHARE = 0.6;

export interface SagaTimes {
  /** @default SAGA_LEASE_MS */
  readonly leaseMs?: number | undefined;
  /** @default SAGA_STEP_MS */
  readonly stepMs?: number | undefined;
}

interface Driven {
  readonly record: SagaRecord;
  readonly result: Promise<SagaRecord['result']>;
  /** Taken over, and not begun by a call to this host. */
  readonly recovered: boolean;
}

/** All sagas of one module in this process: enters new ones, joins repeats, and takes over those whose host is gone. */
export class SagaHost {
  readonly #sagas: ReadonlyMap<string, HostedSaga>;
  readonly #store: Store;
  readonly #instance: string;
  readonly #log: Logger;
  readonly #leaseMs: number;
  readonly #stepMs: number;
  readonly #driven = new Map<string, Driven>();
  readonly #entrance: SagaEntrance;
  readonly #stopping = new AbortController();
  readonly #halted = new AbortController();
  #renewal: NodeJS.Timeout | undefined;
  #renewing = false;
  #recovery: Promise<void> | undefined;

  constructor(
    sagas: ReadonlyMap<string, HostedSaga>,
    store: Store,
    instance: string,
    log: Logger,
    intake: Pick<Intake, 'sheds' | 'shed'>,
    { leaseMs = SAGA_LEASE_MS, stepMs = SAGA_STEP_MS }: SagaTimes = {},
  ) {
    this.#sagas = sagas;
    this.#store = store;
    this.#instance = instance;
    this.#log = log;
    this.#leaseMs = leaseMs;
    this.#stepMs = stepMs;
    const parts = { store, instance, leaseMs, log, intake, halted: this.#halted.signal };
    this.#entrance = new SagaEntrance(parts, (saga, record, onLost) => this.#drive(saga, record, false, onLost));
  }

  start(): void {
    this.#renewal = setInterval(() => void this.#renew(), this.#leaseMs / 3);
    this.#renewal.unref();
    this.#recovery = this.#recover();
  }

  /**
   * Takes no more over and gives away what waits for another try; lets sagas at work come to their end for a part of
   * `graceMs`, then to the end of their present step, and gives the leases up.
   * @param entrances until they have closed, calls may still begin a saga.
   */
  async stop(graceMs: number, entrances: Promise<unknown>): Promise<void> {
    const until = performance.now() + graceMs;
    this.#stopping.abort();
    await atMost(graceMs, this.#recovery ?? Promise.resolve());
    const quiet = entrances.then(() => this.#ended());
    await atMost(graceMs * FINISHING_SHARE, quiet);
    this.#halted.abort();
    await atMost(Math.max(0, until - performance.now()), this.#ended());
    clearInterval(this.#renewal);
  }

  #ended(): Promise<unknown> {
    return Promise.allSettled([...this.#driven.values()].map((driven) => driven.result));
  }

  /** Begins the saga of this call, or joins the one that an earlier call under the same key began. */
  async enter(saga: HostedSaga, request: CallRequest, input: unknown): Promise<CallReply> {
    const entered = await this.#entrance.enter(saga, request, input);
    return 'reply' in entered ? entered.reply : replyOf(await this.#outcome(entered.record, request.envelope.deadline));
  }

  #drive(saga: HostedSaga, record: SagaRecord, recovered: boolean, onLost?: () => void): Driven['result'] {
    const drive = new SagaDrive(saga, this.#store.sagas, record, {
      stepMs: this.#stepMs,
      stopping: this.#stopping.signal,
      halted: this.#halted.signal,
      onLost,
    });
    const result = drive.run().catch((error: unknown) => {
      this.#log.error({ err: error, saga: record.id }, 'saga interrupted; it goes on when its lease runs out');
      return undefined;
    });
    const driven = { record, result, recovered };
    this.#driven.set(record.id, driven);
    // It may have been claimed anew meanwhile, by this host too, when its lease had run out.
    void result.then(() => this.#driven.get(record.id) === driven && this.#driven.delete(record.id));
    return result;
  }

  /** Waits for the end until the caller's deadline: in this process for our own sagas, else by asking the database. */
  async #outcome(record: SagaRecord, deadline: number): Promise<SagaRecord['result']> {
    if (record.result !== undefined) return record.result;
    const driven = this.#driven.get(record.id);
    const here = driven && (await byDeadline(driven.result, deadline, () => undefined));
    if (here !== undefined) return here;
    const until = monotonicMs(deadline);
    for (let attempt = 1; performance.now() < until && !this.#halted.signal.aborted; attempt++) {
      const seen = await this.#seen(record.id);
      if (seen?.result !== undefined) return seen.result;
      await pause(Math.min(backoffMs(attempt, 20, 250), Math.max(1, until - performance.now())), this.#halted.signal);
    }
    return undefined;
  }

  async #seen(id: string): Promise<SagaRecord | undefined> {
    try {
      return await this.#store.sagas.get(id);
    } catch (error) {
      if (availabilityOf(error) === undefined) throw error;
      return undefined;
    }
  }

  async #recover(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const room = MOST_RECOVERED - [...this.#driven.values()].filter((driven) => driven.recovered).length;
        const claimed = room > 0 ? await this.#store.sagas.claimDue(this.#instance, room, this.#leaseMs) : [];
        for (const record of claimed) this.#takeOver(record);
      } catch (error) {
        this.#log.warn({ err: error }, 'could not look for sagas to take over; it tries again');
      }
      await pause(RECOVER_EVERY_MS * (0.75 + Math.random() / 2), signal);
    }
  }

  #takeOver(record: SagaRecord): void {
    const saga = this.#sagas.get(record.operation);
    if (saga === undefined) {
      this.#log.warn(
        { saga: record.id, operation: record.operation },
        'a saga of an operation that this version does not know is left to another host',
      );
      const at = positionOf(record);
      const back = advanceTo(at, at, record.id, record.fence, GIVEN_BACK);
      // Should it fail, its lease runs out.
      void this.#store.sagas.advance(back).catch((error: unknown) => {
        this.#log.warn({ err: error, saga: record.id }, 'saga not given back');
      });
      return;
    }
    // One that only waits for its next try comes by often.
    const level = record.attempts === 0 ? 'info' : 'debug';
    this.#log[level]({ saga: record.id, step: record.step, status: record.status }, 'saga taken over');
    void this.#drive(saga, record, true);
  }

  async #renew(): Promise<void> {
    if (this.#renewing || this.#driven.size === 0) return;
    this.#renewing = true;
    const held = [...this.#driven.values()].map(({ record: { id, fence } }) => ({ id, fence }));
    await this.#store.sagas.renew(held, this.#leaseMs).catch((error: unknown) => {
      this.#log.warn({ err: error, sagas: held.length }, 'leases of sagas were not renewed');
    });
    this.#renewing = false;
  }
}
