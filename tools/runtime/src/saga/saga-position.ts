import type { AnyStep } from './hosted-saga.ts';
import type { SagaAdvance, SagaPlace, SagaRecord } from '../ports/index.ts';

/** A saga's state as it is kept. Times are epoch ms. */
export interface KeptState {
  /** The module's own. */
  readonly data: Readonly<Record<string, unknown>>;
  /** When the saga began. Kept, since what steps derive from it must be the same on every host. */
  readonly began: number;
  /**
   * Names of the steps that are done, in their order; those left to undo, once the saga has turned back. By name, since a
   * host of another version may go on with it, which has other steps, or has them in another order.
   */
  readonly path: readonly string[];
  /**
   * While running, the step that comes next. It may have had an effect already, so that a version which has another step
   * before it does this one first. None when all are done.
   */
  readonly present?: string | undefined;
  /** Ms for which the present step was tried, and waited for its next try: not those in which nobody had the saga. */
  readonly spent: number;
}

/** For a saga that this version cannot go on with: any host may have it, after giving others the time to be first. */
export const GIVEN_BACK = { retryInMs: 5_000, release: true } as const;

/** Where a saga stands. Immutable: each move makes the next one, which is saved before it counts. */
export interface SagaPosition {
  readonly status: SagaRecord['status'];
  readonly kept: KeptState;
  readonly attempts: number;
  readonly cause: SagaRecord['cause'];
  readonly result: SagaRecord['result'];
}

export function positionOf(record: SagaRecord): SagaPosition {
  return {
    status: record.status,
    kept: record.state as KeptState,
    attempts: record.attempts,
    cause: record.cause,
    result: record.result,
  };
}

/** The step to be done next, or undone. None when all are done. */
export function presentStep({ status, kept }: SagaPosition, steps: readonly AnyStep[]): AnyStep | undefined {
  const present = status === 'running' ? (kept.present ?? stepAfter(kept.path, steps)) : kept.path.at(-1);
  return steps.find(({ name }) => name === present);
}

/** The first step that is not done. */
export function stepAfter(path: KeptState['path'], steps: readonly AnyStep[]): string | undefined {
  return steps.find(({ name }) => !path.includes(name))?.name;
}

/** Steps that another version of the module has done, or begun, and that this one does not have: it could not undo them. */
export function strangeSteps({ kept }: SagaPosition, steps: readonly AnyStep[]): string[] {
  const touched = kept.present === undefined ? kept.path : [...kept.path, kept.present];
  return touched.filter((one) => steps.every(({ name }) => name !== one));
}

export function samePlace(one: SagaPosition, other: SagaPosition): boolean {
  return one.status === other.status && one.kept.path.length === other.kept.path.length;
}

/** The step is done: on to the next, with what it changed in the data. */
export function stepDone(
  at: SagaPosition,
  step: AnyStep,
  data: KeptState['data'],
  steps: readonly AnyStep[],
): SagaPosition {
  const path = [...at.kept.path, step.name];
  return onTo(at, path, data, stepAfter(path, steps));
}

/** Back, beginning with the present step, if there is one: it may have had an effect. */
export function turnedBack(
  at: SagaPosition,
  cause: NonNullable<SagaRecord['cause']>,
  step: AnyStep | undefined,
): SagaPosition {
  const path = step === undefined ? at.kept.path : [...at.kept.path, step.name];
  if (path.length === 0) return ended({ ...at, cause }, cause);
  return { ...onTo(at, path, at.kept.data), status: 'compensating', cause };
}

/** The step is undone: on to the one before it; the saga ends when there is none. */
export function stepUndone(at: SagaPosition, _step: AnyStep, data: KeptState['data']): SagaPosition {
  const next = onTo(at, at.kept.path.slice(0, -1), data);
  return next.kept.path.length === 0 ? ended(next, at.cause!) : next;
}

function onTo(at: SagaPosition, path: KeptState['path'], data: KeptState['data'], present?: string): SagaPosition {
  return { ...at, kept: { ...at.kept, path, present, data, spent: 0 }, attempts: 0 };
}

export function ended(at: SagaPosition, result: NonNullable<SagaRecord['result']>): SagaPosition {
  return { ...at, status: 'ended', attempts: 0, result };
}

export function triedAgain(at: SagaPosition, spent: number): SagaPosition {
  return { ...at, kept: { ...at.kept, spent }, attempts: at.attempts + 1 };
}

export function placeOf({ status, kept }: SagaPosition): SagaPlace {
  return { status, step: kept.path.length };
}

/** The write that makes a position count. */
export function advanceTo(
  at: SagaPosition,
  from: SagaPosition,
  id: string,
  fence: number,
  extra: { retryInMs?: number; release?: boolean } = {},
): SagaAdvance {
  return {
    id,
    fence,
    from: placeOf(from),
    ...placeOf(at),
    state: at.kept,
    attempts: at.attempts,
    cause: at.cause,
    result: at.result,
    retryInMs: extra.retryInMs,
    release: extra.release ?? at.status === 'ended',
  };
}
