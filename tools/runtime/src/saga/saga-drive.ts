import type { Logger } from 'pino';
import { backoffMs } from '../backoff.ts';
import { CarveoutError, stateInvalid, workOverdue } from '../errors/index.ts';
import { byDeadline } from '../pipeline/by-deadline.ts';
import { FailureSignal } from '../pipeline/failure-signal.ts';
import { checkedOutput } from '../pipeline/handler-context.ts';
import { deepFreeze, parse } from '../pipeline/parse.ts';
import { issueLine, issuesOf } from '../pipeline/replies.ts';
import { endSpan, traceparent } from '../pipeline/tracing.ts';
import { workLog } from '../pipeline/work-log.ts';
import { pause } from '../pause.ts';
import { StoreConflict } from '../ports/index.ts';
import type { SagaRecord, SagaStore } from '../ports/index.ts';
import type { AnyStep, HostedSaga } from './hosted-saga.ts';
import {
  GIVEN_BACK,
  advanceTo,
  ended,
  positionOf,
  presentStep,
  samePlace,
  stepDone,
  stepUndone,
  strangeSteps,
  triedAgain,
  turnedBack,
} from './saga-position.ts';
import type { KeptState, SagaPosition } from './saga-position.ts';
import { SavedMoves } from './saved-moves.ts';
import { StepContext } from './step-context.ts';
import { faultOf, isFinal, overdue } from './step-errors.ts';

const GIVE_UP_AFTER_MS = 30_000;
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 5_000;
/** From this wait on, a saga waits for its next try in the database, where any host may find it, and not in memory. */
const WAIT_OUTSIDE_MS = 2_000;

/** What drives have in common on one host. */
export interface DriveSettings {
  /** How long one try of a step has until its deadline, in ms; it is given up for hung after two thirds of that more. */
  readonly stepMs: number;
  /** This host is going: a saga that works may end, one that would have to wait is given away. */
  readonly stopping: AbortSignal;
  /** Its time is over: nothing more is begun. */
  readonly halted: AbortSignal;
  /** Hears of each try of a step that did not get through, or of which nobody knows whether it did. */
  readonly onLost: (() => void) | undefined;
}

interface FailedTry {
  /** The step's transaction had come to its end: it may have been saved all the same. */
  readonly atItsEnd: boolean;
  /** Ms spent on the step up to now. */
  readonly spent: number;
}

/**
 * Drives one saga, claimed by this host, until it ends. Every move is saved, fenced by the claim, before the next one
 * begins; a step's transaction saves its move with the business data. Resolves without a result when the saga is no
 * longer ours, or given away: whoever claims it next goes on from the last saved move.
 */
export class SagaDrive {
  readonly #saga: HostedSaga;
  readonly #moves: SavedMoves;
  readonly #record: SagaRecord;
  readonly #settings: DriveSettings;
  readonly #log: Logger;
  #at: SagaPosition;

  constructor(saga: HostedSaga, store: SagaStore, record: SagaRecord, settings: DriveSettings) {
    this.#saga = saga;
    this.#record = record;
    this.#settings = settings;
    this.#log = workLog(saga.host.log, record.envelope, saga.served.operation.id).child({ saga: record.id });
    this.#moves = new SavedMoves(store, record, settings.halted, this.#log);
    this.#at = positionOf(record);
  }

  async run(): Promise<SagaRecord['result']> {
    const { stopping, halted } = this.#settings;
    const strange = strangeSteps(this.#at, this.#saga.parts.steps);
    if (strange.length > 0) {
      this.#log.warn({ steps: strange }, 'a saga with steps that this version does not know is left to another host');
      await this.#save(this.#at, GIVEN_BACK);
      return undefined;
    }
    while (this.#at.status !== 'ended') {
      if (halted.aborted || (stopping.aborted && this.#at.attempts > 0)) {
        await this.#save(this.#at, { release: true });
        return this.#at.result;
      }
      const still = this.#at.status === 'running' ? await this.#forward() : await this.#back();
      if (!still) return undefined;
    }
    return this.#at.result;
  }

  async #forward(): Promise<boolean> {
    const { parts, served } = this.#saga;
    const step = presentStep(this.#at, parts.steps);
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
    const step = presentStep(this.#at, this.#saga.parts.steps)!;
    if (step.compensate === undefined) return this.#save(stepUndone(this.#at, step, this.#at.kept.data));
    return this.#tryStep(step, step.compensate, 'undo');
  }

  /** Runs a step or its compensation once; false when the saga is no longer ours. */
  async #tryStep(step: AnyStep, run: AnyStep['run'], way: 'run' | 'undo'): Promise<boolean> {
    const move = way === 'run' ? stepDone : stepUndone;
    const at = this.#at;
    let moved: SagaPosition | undefined;
    const { tracing } = this.#saga.host;
    const what = `${this.#saga.served.operation.id} step ${step.name}${way === 'undo' ? ' undone' : ''}`;
    const span = tracing?.start(what, 'internal', this.#record.envelope.trace, {});
    const context = this.#context(what, step, way, span && traceparent(span), (patch, effects) => {
      moved = move(at, step, this.#merged(patch), this.#saga.parts.steps);
      effects.sagaAdvance = advanceTo(moved, at, this.#record.id, this.#record.fence);
    });
    let problem: unknown;
    const startedAt = performance.now();
    try {
      const data = this.#saga.host.freeze ? deepFreeze(structuredClone(at.kept.data)) : at.kept.data;
      const work = async (): Promise<unknown> => run(data as never, context);
      const working = span === undefined ? work() : tracing!.within(span, work);
      const overdueAt = context.deadline + (this.#settings.stepMs * 2) / 3;
      const patch = await byDeadline<unknown>(working, overdueAt, () => overdue(what));
      if (!context.committedOnce) return await this.#save(move(at, step, this.#merged(patch), this.#saga.parts.steps));
    } catch (error) {
      problem = error ?? new Error('the step threw nothing');
      if (!context.committedOnce) {
        const spent = at.kept.spent + performance.now() - startedAt;
        return await this.#failed(step, way, problem, { atItsEnd: moved !== undefined, spent });
      }
      // A transaction that has committed has moved the saga on, whatever broke after it.
      this.#log.error({ err: error, step: step.name }, 'saga step broke after its transaction had committed');
    } finally {
      context.end();
      if (span !== undefined) endSpan(span, problem === undefined ? undefined : 'failed');
    }
    this.#at = moved!;
    return true;
  }

  #context(
    what: string,
    step: AnyStep,
    way: 'run' | 'undo',
    trace: string | undefined,
    save: ConstructorParameters<typeof StepContext>[3],
  ): StepContext {
    const { id, envelope } = this.#record;
    const { host, served } = this.#saga;
    return new StepContext(
      host,
      {
        ...envelope,
        deadline: Date.now() + this.#settings.stepMs,
        trace: trace ?? envelope.trace,
        attempt: this.#at.attempts > 0 ? this.#at.attempts : undefined,
      },
      {
        what,
        keyBase: `${id}/${step.name}${way === 'undo' ? '/undo' : ''}`,
        sagaId: id,
        startedAt: this.#at.kept.began,
        fail: served.fail,
      },
      save,
    );
  }

  async #failed(step: AnyStep, way: 'run' | 'undo', error: unknown, { atItsEnd, spent }: FailedTry): Promise<boolean> {
    const refused = error instanceof StoreConflict && error.kind === 'fence';
    if (error instanceof CarveoutError && error.code === workOverdue.code) {
      this.#log.error({ err: error, step: step.name, way }, 'saga step hangs; it is left to the next claim');
      return this.#leave(step, way, error, spent);
    }
    if (atItsEnd || refused) {
      const saved = await this.#moves.read();
      if (saved === undefined) return false;
      if (!samePlace(saved, this.#at)) {
        this.#at = saved;
        return true;
      }
      if (refused) return false;
    }
    if (faultOf(error).away === true) this.#settings.onLost?.();
    if (way === 'run') {
      if (error instanceof FailureSignal || isFinal(error)) return this.#turnBack(error);
      if (spent >= (step.giveUpAfter ?? GIVE_UP_AFTER_MS)) return this.#turnBack(error);
    }
    return this.#tryLater(step, way, error, spent);
  }

  /**
   * Gives the saga away with the time that its step has taken, or as turned back when that is over. What hangs cannot be
   * ended, only shut out: by the next claim's fence. False always.
   */
  async #leave(step: AnyStep, way: 'run' | 'undo', error: unknown, spent: number): Promise<false> {
    const late = way === 'run' && spent >= (step.giveUpAfter ?? GIVE_UP_AFTER_MS);
    await this.#save(late ? turnedBack(this.#at, faultOf(error), step) : triedAgain(this.#at, spent), {
      release: true,
    });
    return false;
  }

  async #tryLater(step: AnyStep, way: 'run' | 'undo', error: unknown, spent: number): Promise<boolean> {
    const attempt = this.#at.attempts + 1;
    // The last try comes when the step's time is over, not a back-off later.
    const left = way === 'run' ? (step.giveUpAfter ?? GIVE_UP_AFTER_MS) - spent : Infinity;
    const retryInMs = Math.max(1, Math.min(backoffMs(attempt, FIRST_RETRY_MS, LONGEST_RETRY_MS), left));
    const level = way === 'undo' && attempt % 5 === 0 ? 'error' : 'warn';
    this.#log[level]({ err: error, step: step.name, way, attempt }, 'saga step failed; it is tried again');
    const release = retryInMs >= WAIT_OUTSIDE_MS;
    const next = triedAgain(this.#at, spent + retryInMs);
    if (!(await this.#save(next, { retryInMs, release }))) return false;
    if (this.#at !== next) return true;
    if (release) return false;
    await pause(retryInMs, this.#settings.stopping);
    return true;
  }

  #turnBack(error: unknown): Promise<boolean> {
    const cause =
      error instanceof FailureSignal
        ? ({ kind: 'declared', code: error.code, data: error.data } as const)
        : faultOf(error);
    if (cause.kind === 'fault') this.#log[cause.away ? 'warn' : 'error']({ err: error }, 'saga turns back');
    return this.#save(turnedBack(this.#at, cause, presentStep(this.#at, this.#saga.parts.steps)));
  }

  /** Makes a position count, or goes on from where the saga is; false when another host has claimed it. */
  async #save(next: SagaPosition, extra: Parameters<SavedMoves['save']>[2] = {}): Promise<boolean> {
    const saved = await this.#moves.save(this.#at, next, extra);
    if (saved === undefined) return false;
    this.#at = saved;
    return true;
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
