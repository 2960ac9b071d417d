import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { CarveoutError, fault, keyReused, outcomeUnknown, stateInvalid } from '../errors/index.ts';
import { backoffMs } from '../backoff.ts';
import { inputHash } from '../pipeline/input-hash.ts';
import { parse } from '../pipeline/parse.ts';
import { failure, issueLine, issuesOf } from '../pipeline/replies.ts';
import { pause } from '../pause.ts';
import { StoreConflict } from '../ports/index.ts';
import type { CallReply, CallRequest, OutcomeKey, SagaRecord, Store } from '../ports/index.ts';
import type { HostedSaga } from './hosted-saga.ts';
import { SagaDrive } from './saga-drive.ts';

const LEASE_MS = 30_000;
const RENEW_EVERY_MS = 10_000;
const RECOVER_EVERY_MS = 1_000;
const MOST_RECOVERED = 50;

interface Driven {
  readonly record: SagaRecord;
  readonly result: Promise<SagaRecord['result']>;
}

/** All sagas of one module in this process: enters new ones, joins repeats, and takes over those whose host is gone. */
export class SagaHost {
  readonly #sagas: ReadonlyMap<string, HostedSaga>;
  readonly #store: Store;
  readonly #instance: string;
  readonly #log: Logger;
  readonly #driven = new Map<string, Driven>();
  readonly #stopping = new AbortController();
  #renewal: NodeJS.Timeout | undefined;
  #recovery: Promise<void> | undefined;

  constructor(sagas: ReadonlyMap<string, HostedSaga>, store: Store, instance: string, log: Logger) {
    this.#sagas = sagas;
    this.#store = store;
    this.#instance = instance;
    this.#log = log;
  }

  start(): void {
    this.#renewal = setInterval(() => void this.#renew(), RENEW_EVERY_MS);
    this.#renewal.unref();
    this.#recovery = this.#recover();
  }

  /** Lets each saga come to the end of its present step, at most `graceMs`, and gives the leases up. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#renewal);
    await this.#recovery;
    const all = Promise.allSettled([...this.#driven.values()].map((driven) => driven.result));
    await Promise.race([all, pause(graceMs)]);
  }

  /** Begins the saga of this call, or joins the one that an earlier call under the same key began. */
  async enter(saga: HostedSaga, request: CallRequest, input: unknown): Promise<CallReply> {
    const { envelope } = request;
    const slot = { caller: envelope.caller, operation: request.operation, key: envelope.key ?? envelope.id };
    const hash = inputHash(input);
    const known = envelope.key === undefined ? undefined : await this.#store.sagas.find(slot);
    const record = known ?? (await this.#begin(saga, slot, hash, request, input));
    if (record.inputHash !== hash)
      return failure(
        'invalid',
        keyReused,
        'the idempotency key was used before with another input; use a new key for new work',
      );
    return replyOf(await this.#outcome(record, envelope.deadline));
  }

  async #begin(
    saga: HostedSaga,
    slot: OutcomeKey,
    hash: string,
    request: CallRequest,
    input: unknown,
  ): Promise<SagaRecord> {
    const id = randomUUID();
    const begun = parse(saga.parts.state, saga.parts.begin(input, { sagaId: id, envelope: request.envelope }));
    if (begun.issues !== undefined) {
      throw new CarveoutError(
        stateInvalid,
        `${saga.served.operation.id}: the saga's first state does not match its schema: ${issueLine(issuesOf(begun))}`,
      );
    }
    const first = {
      ...slot,
      id,
      inputHash: hash,
      status: 'running',
      step: 0,
      state: { data: begun.value, since: Date.now() },
      attempts: 0,
      envelope: request.envelope,
    } as const;
    try {
      await this.#store.transaction(async (_em, effects) => {
        effects.sagaStart = { ...first, host: this.#instance, leaseMs: LEASE_MS };
      });
    } catch (error) {
      const winner = error instanceof StoreConflict ? await this.#store.sagas.find(slot) : undefined;
      if (winner === undefined) throw error;
      return winner;
    }
    const record: SagaRecord = { ...first, fence: 1, startedAt: Date.now() };
    this.#drive(saga, record);
    return record;
  }

  #drive(saga: HostedSaga, record: SagaRecord): void {
    const drive = new SagaDrive(saga, this.#store.sagas, record, this.#stopping.signal);
    const result = drive.run().catch((error: unknown) => {
      this.#log.error({ err: error, saga: record.id }, 'saga interrupted; it goes on when its lease runs out');
      return undefined;
    });
    this.#driven.set(record.id, { record, result });
    void result.then(() => this.#driven.delete(record.id));
  }

  /** Waits for the end until the caller's deadline: in this process for our own sagas, else by asking the database. */
  async #outcome(record: SagaRecord, deadline: number): Promise<SagaRecord['result']> {
    if (record.result !== undefined) return record.result;
    const here = await this.#driven.get(record.id)?.result;
    if (here !== undefined) return here;
    for (let attempt = 1; Date.now() < deadline; attempt++) {
      const seen = await this.#store.sagas.get(record.id);
      if (seen?.result !== undefined) return seen.result;
      await pause(Math.min(backoffMs(attempt, 20, 250), Math.max(1, deadline - Date.now())));
    }
    return undefined;
  }

  async #recover(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const room = MOST_RECOVERED - this.#driven.size;
        const claimed = room > 0 ? await this.#store.sagas.claimDue(this.#instance, room, LEASE_MS) : [];
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
      this.#log.error(
        { saga: record.id, operation: record.operation },
        'a saga of an operation that this version does not know; a newer host must finish it',
      );
      return;
    }
    this.#log.info({ saga: record.id, step: record.step, status: record.status }, 'saga taken over');
    this.#drive(saga, record);
  }

  async #renew(): Promise<void> {
    for (const { record } of this.#driven.values()) {
      await this.#store.sagas.renew(record.id, record.fence, LEASE_MS).catch((error: unknown) => {
        this.#log.warn({ err: error, saga: record.id }, 'saga lease not renewed');
      });
    }
  }
}

function replyOf(result: SagaRecord['result']): CallReply {
  if (result === undefined)
    return failure(
      'outcome-unknown',
      outcomeUnknown,
      'it goes on without its caller; repeat it under the same key to learn the outcome',
    );
  if (result.kind === 'fault')
    return failure('fault', fault, 'the module broke while handling it; its log has the details');
  return result;
}
