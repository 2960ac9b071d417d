import pino from 'pino';
import type { Logger } from 'pino';
import { atMost } from '../pause.ts';
import { instanceName } from './instance-name.ts';
import { reportFailure, stopOnSignals } from './process-life.ts';
import { createLog } from './run-log.ts';
import { STOP_GRACE_MS } from './stop-times.ts';
import { allocateYoung } from './young-allocations.ts';

/** A process of the kit that has started. */
export interface Running {
  /** @param orderedAt reading of `performance.now()` when it was told to stop. */
  stop(orderedAt: number): Promise<void>;
}

export interface ProcessSurroundings {
  /** Names this start of this process. */
  readonly instance: string;
  readonly log: Logger;
  readonly env: NodeJS.ProcessEnv;
  /** Aborts when it is told to stop, also during the start. */
  readonly stopping: AbortSignal;
}

/**
 * Runs one deployable as this process, until SIGTERM or SIGINT. A fault at the start is printed with its code, and the
 * process exits with 1. A stop, also one that comes during the start, exits with 0.
 */
export async function runProcess(
  deployable: string,
  start: (around: ProcessSurroundings) => Promise<Running>,
): Promise<void> {
  allocateYoung();
  const { env } = process;
  const instance = instanceName(env);
  const stop = new AbortController();
  let log = pino();
  try {
    log = createLog(deployable, instance, env);
    const starting = start({ instance, log, env, stopping: stop.signal });
    stopOnSignals(log, () => endStarted(starting, stop));
    await starting;
  } catch (error) {
    // A start that a stop has cut short is not a failure.
    if (!stop.signal.aborted) reportFailure(error, log);
  }
}

/** Stops what a start, ended or still under way, has made. */
async function endStarted(starting: Promise<Running>, stop: AbortController): Promise<void> {
  const orderedAt = performance.now();
  stop.abort();
  let running: Running | undefined;
  const started = starting.then((made) => (running = made));
  await atMost(STOP_GRACE_MS, started);
  await running?.stop(orderedAt);
}
