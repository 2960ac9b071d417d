import type { SagaAdvance, SagaRecord } from '../ports/index.ts';

/** A saga's state as it is kept. Times are epoch ms. */
export interface KeptState {
  /** The module's own. */
  readonly data: Readonly<Record<string, unknown>>;
  /** When the saga began. Kept, since what steps derive from it must be the same on every host. */
  readonly began: number;
  /** Since when the present step is being tried. */
  readonly since: number;
}

/** Where a saga stands. Immutable: each move makes the next one, which is saved before it counts. */
export interface SagaPosition {
  readonly status: SagaRecord['status'];
  readonly step: number;
  readonly kept: KeptState;
  readonly attempts: number;
  readonly cause: SagaRecord['cause'];
  readonly result: SagaRecord['result'];
}

export function positionOf(record: SagaRecord): SagaPosition {
  return {
    status: record.status,
    step: record.step,
    kept: record.state as KeptState,
    attempts: record.attempts,
    cause: record.cause,
    result: record.result,
  };
}

/** The step is done: on to the next, with what it changed in the data. */
export function stepDone(at: SagaPosition, data: KeptState['data']): SagaPosition {
  return { ...at, step: at.step + 1, kept: { ...at.kept, data, since: Date.now() }, attempts: 0 };
}

/** Back, beginning with the present step: it may have had an effect. */
export function turnedBack(at: SagaPosition, cause: NonNullable<SagaRecord['cause']>, lastStep: number): SagaPosition {
  if (lastStep < 0) return ended({ ...at, cause }, cause);
  return {
    ...at,
    status: 'compensating',
    step: Math.min(at.step, lastStep),
    kept: { ...at.kept, since: Date.now() },
    attempts: 0,
    cause,
  };
}

/** The step is undone: on to the one before it; the saga ends when there is none. */
export function stepUndone(at: SagaPosition, data: KeptState['data']): SagaPosition {
  if (at.step === 0) return ended({ ...at, kept: { ...at.kept, data } }, at.cause!);
  return { ...at, step: at.step - 1, kept: { ...at.kept, data, since: Date.now() }, attempts: 0 };
}

export function ended(at: SagaPosition, result: NonNullable<SagaRecord['result']>): SagaPosition {
  return { ...at, status: 'ended', attempts: 0, result };
}

export function triedAgain(at: SagaPosition): SagaPosition {
  return { ...at, attempts: at.attempts + 1 };
}

/** The write that makes a position count. */
export function advanceTo(
  at: SagaPosition,
  id: string,
  fence: number,
  extra: { retryInMs?: number; release?: boolean } = {},
): SagaAdvance {
  return {
    id,
    fence,
    status: at.status,
    step: at.step,
    state: at.kept,
    attempts: at.attempts,
    cause: at.cause,
    result: at.result,
    retryInMs: extra.retryInMs,
    release: extra.release ?? at.status === 'ended',
  };
}
