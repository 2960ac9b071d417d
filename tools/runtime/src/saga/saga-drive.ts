import { backoffMs } from '../backoff.ts';
import { CarveoutError, Denied, Invalid, NotSent, OutcomeUnknown, stateInvalid } from '../errors/index.ts';
import { FailureSignal } from '../pipeline/failure-signal.ts';
import { checkedOutput } from '../pipeline/handler-context.ts';
import { deepFreeze, parse } from '../pipeline/parse.ts';
import { issueLine, issuesOf } from '../pipeline/replies.ts';
import { pause } from '../pause.ts';
import { StoreConflict } from '../ports/index.ts';
import type { SagaRecord, SagaStore } from '../ports/index.ts';
import type { AnyStep, HostedSaga } from './hosted-saga.ts';
import { advanceTo, ended, positionOf, stepDone, stepUndone, triedAgain, turnedBack } from './saga-position.ts';
import type { KeptState, SagaPosition } from './saga-position.ts';
import { StepContext } from './step-context.ts';

export const STEP_TRY_MS = 15_000;
const GIVE_UP_AFTER_MS = 30_000;
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 5_000;

/**
 * Drives one saga, claimed by this host, until it ends. Every move is saved, fenced by the claim, before the next one
 * begins; a step's transaction saves its move with the business data. Resolves without a result when the saga is no
 * longer ours, or this host stops: whoever claims it next goes on from the last saved move.
 */
export class SagaDrive {
  readonly #saga: HostedSaga;
  readonly #store: SagaStore;
  readonly #record: SagaRecord;
  readonly #stopping: AbortSignal;
  #at: SagaPosition;

  constructor(saga: HostedSaga, store: SagaStore, record: SagaRecord, stopping: AbortSignal) {
    this.#saga = saga;
    this.#store = store;
    this.#record = record;
    this.#stopping = stopping;
    this.#at = positionOf(record);
  }

  async run(): Promise<SagaRecord['result']> {
    while (this.#at.status !== 'ended') {
      if (this.#stopping.aborted) {
        await this.#store.advance(advanceTo(this.#at, this.#record.id, this.#record.fence, { release: true }));
        return undefined;
      }
      const still = this.#at.status === 'running' ? await this.#forward() : await this.#back();
      if (!still) return undefined;
    }
    return this.#at.result;
  }

  async #forward(): Promise<boolean> {
    const { parts, served } = this.#saga;
    const step = parts.steps[this.#at.step];
    if (step === undefined) {
      let value: unknown;
      try {
        value = checkedOutput(served, parts.finish(this.#at.kept.data));
      } catch (error) {
        return this.#turnBack(error);
      }
      return this.#save(ended(this.#at, { kind: 'value', value }));
    }
    return this.#tryStep(step, step.run, 'run');
  }

  async #back(): Promise<boolean> {
    const step = this.#saga.parts.steps[this.#at.step]!;
    if (step.compensate === undefined) return this.#save(stepUndone(this.#at, this.#at.kept.data));
    return this.#tryStep(step, step.compensate, 'undo');
  }

  /** Runs a step or its compensation once; false when the saga is no longer ours. */
  async #tryStep(step: AnyStep, run: AnyStep['run'], way: 'run' | 'undo'): Promise<boolean> {
    const move = way === 'run' ? stepDone : stepUndone;
    let moved: SagaPosition | undefined;
    const context = this.#context(step, way, (patch, effects) => {
      moved = move(this.#at, this.#merged(patch));
      effects.sagaAdvance = advanceTo(moved, this.#record.id, this.#record.fence);
    });
    try {
      const data = this.#saga.host.freeze ? deepFreeze(structuredClone(this.#at.kept.data)) : this.#at.kept.data;
      const patch = await run(data as never, context);
      if (!context.committedOnce) return await this.#save(move(this.#at, this.#merged(patch)));
    } catch (error) {
      if (error instanceof StoreConflict && error.kind === 'fence') return false;
      // A transaction that has committed has moved the saga on, whatever broke after it.
      if (moved === undefined || !context.committedOnce) return this.#failed(step, way, error);
      context.log.error({ err: error, step: step.name }, 'saga step broke after its transaction had committed');
    } finally {
      context.end();
    }
    this.#at = moved!;
    return true;
  }

  #context(step: AnyStep, way: 'run' | 'undo', save: ConstructorParameters<typeof StepContext>[3]): StepContext {
    const { id, envelope, startedAt } = this.#record;
    const { host, served } = this.#saga;
    return new StepContext(
      host,
      { ...envelope, deadline: Date.now() + STEP_TRY_MS },
      {
        what: `${served.operation.id} step ${step.name}`,
        keyBase: `${id}/${step.name}${way === 'undo' ? '/undo' : ''}`,
        sagaId: id,
        startedAt,
        fail: served.fail,
      },
      save,
    );
  }

  async #failed(step: AnyStep, way: 'run' | 'undo', error: unknown): Promise<boolean> {
    if (way === 'run') {
      if (error instanceof FailureSignal || isFinal(error)) return this.#turnBack(error);
      if (Date.now() - this.#at.kept.since >= (step.giveUpAfter ?? GIVE_UP_AFTER_MS)) return this.#turnBack(error);
    }
    const next = triedAgain(this.#at);
    const wait = backoffMs(next.attempts, FIRST_RETRY_MS, LONGEST_RETRY_MS);
    const level = way === 'undo' && next.attempts % 5 === 0 ? 'error' : 'warn';
    this.#saga.host.log[level](
      { err: error, saga: this.#record.id, step: step.name, way, attempt: next.attempts },
      'saga step failed; it is tried again',
    );
    const still = await this.#save(next, wait);
    await pause(wait, this.#stopping);
    return still;
  }

  #turnBack(error: unknown): Promise<boolean> {
    const cause =
      error instanceof FailureSignal
        ? ({ kind: 'declared', code: error.code, data: error.data } as const)
        : ({ kind: 'fault', message: error instanceof Error ? error.message.slice(0, 500) : String(error) } as const);
    if (cause.kind === 'fault') this.#saga.host.log.error({ err: error, saga: this.#record.id }, 'saga turns back');
    return this.#save(turnedBack(this.#at, cause, this.#saga.parts.steps.length - 1));
  }

  /** Makes a position count; false when another host has claimed the saga. */
  async #save(next: SagaPosition, retryInMs?: number): Promise<boolean> {
    const saved = await this.#store.advance(
      advanceTo(next, this.#record.id, this.#record.fence, retryInMs === undefined ? {} : { retryInMs }),
    );
    if (saved) this.#at = next;
    return saved;
  }

  #merged(patch: unknown): KeptState['data'] {
    const parsed = parse(this.#saga.parts.state, { ...this.#at.kept.data, ...(patch as object | undefined) });
    if (parsed.issues === undefined) return parsed.value as KeptState['data'];
    throw new CarveoutError(
      stateInvalid,
      `${this.#saga.served.operation.id}: the saga's state does not match its schema: ${issueLine(issuesOf(parsed))}`,
    );
  }
}

/** Whether trying again cannot help: the call was refused for what it is, or the module's own code is wrong. */
function isFinal(error: unknown): boolean {
  if (error instanceof Invalid || error instanceof Denied) return true;
  if (error instanceof NotSent || error instanceof OutcomeUnknown) return false;
  return error instanceof CarveoutError && /^CARV-3(0[89]|1[0168])|^CARV-421/.test(error.code);
}
