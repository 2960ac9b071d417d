import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { CarveoutError, availabilityOf, overloaded, stateInvalid, stopping } from '../errors/index.ts';
import type { Intake } from '../load/intake.ts';
import { inputHash } from '../pipeline/input-hash.ts';
import { parse } from '../pipeline/parse.ts';
import { failure, issueLine, issuesOf, reusedKey, tooLate } from '../pipeline/replies.ts';
import { StoreConflict } from '../ports/index.ts';
import type { CallReply, CallRequest, OutcomeKey, SagaRecord, Store } from '../ports/index.ts';
import type { HostedSaga } from './hosted-saga.ts';
import { SagaIntake } from './saga-intake.ts';
import type { Admitted } from './saga-intake.ts';
import { stepAfter } from './saga-position.ts';
import { unknownBeginning } from './saga-replies.ts';

export interface EntranceParts {
  readonly store: Store;
  readonly instance: string;
  /** In ms. */
  readonly leaseMs: number;
  readonly log: Logger;
  readonly intake: Pick<Intake, 'sheds' | 'shed'>;
  /** From then on none is begun. */
  readonly halted: AbortSignal;
}

/** The saga that a call has begun or joined, or why there is none. */
export type Entered = { readonly record: SagaRecord } | { readonly reply: CallReply };

/** Drives a saga that was begun; resolves with its result, or with nothing when it is given away. */
export type Begun = (saga: HostedSaga, record: SagaRecord, onLost: () => void) => Promise<SagaRecord['result']>;

/** Through here calls come to the sagas of one module: a new one is begun, a repeat joins, and what is too much is refused. */
export class SagaEntrance {
  readonly #parts: EntranceParts;
  readonly #begun: Begun;
  readonly #intakes = new Map<HostedSaga, SagaIntake>();

  constructor(parts: EntranceParts, begun: Begun) {
    this.#parts = parts;
    this.#begun = begun;
  }

  async enter(saga: HostedSaga, request: CallRequest, input: unknown): Promise<Entered> {
    const { envelope } = request;
    const slot = { caller: envelope.caller, operation: request.operation, key: envelope.key ?? envelope.id };
    const hash = inputHash(request.input);
    const known = envelope.key === undefined ? undefined : await this.#parts.store.sagas.find(slot);
    const entered =
      known === undefined ? await this.#beginIfThereIsRoom(saga, slot, hash, request, input) : { record: known };
    return 'record' in entered && entered.record.inputHash !== hash ? { reply: reusedKey() } : entered;
  }

  async #beginIfThereIsRoom(
    saga: HostedSaga,
    slot: OutcomeKey,
    hash: string,
    request: CallRequest,
    input: unknown,
  ): Promise<Entered> {
    const { name } = saga.host;
    if (this.#parts.halted.aborted) return { reply: failure('not-sent', stopping, `this host of ${name} is stopping`) };
    // The look-up took its time.
    const left = request.envelope.deadline - Date.now();
    if (left <= 0) return { reply: tooLate() };
    const intake = this.#intakeOf(saga);
    const admitted = intake.enter(left);
    if (admitted === undefined) {
      this.#parts.intake.shed('sagas', 'limit');
      const message = `${name} has as many of them under way here as its neighbours can do`;
      return { reply: { kind: 'not-sent', code: overloaded.code, message, after: intake.afterMs } };
    }
    try {
      return { record: await this.#begin(saga, slot, hash, request, input, admitted) };
    } catch (error) {
      admitted.forgo();
      throw error;
    }
  }

  #intakeOf(saga: HostedSaga): SagaIntake {
    let intake = this.#intakes.get(saga);
    if (intake === undefined) this.#intakes.set(saga, (intake = new SagaIntake(this.#parts.intake.sheds)));
    return intake;
  }

  async #begin(
    saga: HostedSaga,
    slot: OutcomeKey,
    hash: string,
    request: CallRequest,
    input: unknown,
    admitted: Admitted,
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
      state: { data: begun.value, began: Date.now(), path: [], present: stepAfter([], saga.parts.steps), spent: 0 },
      attempts: 0,
      // How often its beginning was asked for says nothing of the steps.
      envelope: { ...request.envelope, attempt: undefined, repeated: undefined },
    } as const;
    const { store, instance: host, leaseMs } = this.#parts;
    try {
      await store.transaction(async (_em, effects) => {
        effects.sagaStart = { ...first, host, leaseMs };
      });
    } catch (error) {
      const conflict = error instanceof StoreConflict;
      if (!conflict && availabilityOf(error) !== 'unknown') throw error;
      const saved = await this.#begunBefore(saga, slot, error);
      if (saved === undefined && conflict) {
        // Whoever held the key may have given it back just now.
        if (Date.now() < request.envelope.deadline) return this.#begin(saga, slot, hash, request, input, admitted);
        throw unknownBeginning(saga.served.operation.id, error);
      }
      if (saved === undefined) throw error;
      if (saved.id !== id) {
        admitted.forgo();
        return saved;
      }
    }
    const record: SagaRecord = { ...first, fence: 1, startedAt: Date.now() };
    void this.#begun(saga, record, admitted.lost).then((result) =>
      result === undefined ? admitted.forgo() : admitted.leave(),
    );
    return record;
  }

  /** The saga that holds the key after a beginning that ended with `error`. That one may have been saved, come what may. */
  async #begunBefore(saga: HostedSaga, slot: OutcomeKey, error: unknown): Promise<SagaRecord | undefined> {
    try {
      return await this.#parts.store.sagas.find(slot);
    } catch (lookup) {
      this.#parts.log.warn({ err: lookup }, 'could not look up whether a saga was begun');
      throw unknownBeginning(saga.served.operation.id, error);
    }
  }
}
