import { setTimeout as pause } from 'node:timers/promises';
import { CarveoutError } from '@carveout/runtime/errors';
import { didNotStart } from '../errors/carv-623-did-not-start.ts';
import { keepsEnding } from '../errors/carv-624-keeps-ending.ts';
import type { Printer } from '../output/printer.ts';
import type { StopOrders } from '../supervisor/stop-orders.ts';
import type { Ending, Launch, Started } from './start-process.ts';
import { startProcess } from './start-process.ts';

/** Who may stop the process, in order or at once. */
export type Orders = Pick<StopOrders, 'stop' | 'kill'>;

export interface KeepRunning {
  /** Told of each start; the promise it answers resolves when the process is ready, and may never. */
  readonly watchReady: (signal: AbortSignal) => Promise<void>;
  /** Pauses before restarts in ms; one end more than these, without `steadyMs` between, is given up on. */
  readonly pauses?: readonly number[];
  /** A process that ran so long, in ms, before it ended starts with the first pause again. */
  readonly steadyMs?: number;
}

const PAUSES = [500, 1_000, 2_000, 4_000, 8_000];
const STEADY_MS = 60_000;

/**
 * Keeps one process of a deployable running until a stop is asked for: starts it again when it ends by itself, each
 * time after a longer pause. Throws when that has no prospect: it could not start at all (CARV-623), or ended again
 * and again (CARV-624). The process has ended when this settles.
 */
export async function keepRunning(
  launch: () => Launch,
  orders: Orders,
  printer: Printer,
  { watchReady, pauses = PAUSES, steadyMs = STEADY_MS }: KeepRunning,
): Promise<void> {
  let wasReady = false;
  for (let ends = 0; !orders.stop.aborted;) {
    const next = launch();
    const began = performance.now();
    const ending = await runOnce(next, orders, printer, async (signal) => {
      await watchReady(signal);
      wasReady = true;
    });
    if (orders.stop.aborted) return;
    if (!wasReady && ending.signal === null && ending.code !== 0) {
      throw new CarveoutError(
        didNotStart,
        `${next.name} ${described(ending)} before it was ready. Its last lines say why.`,
      );
    }
    if (performance.now() - began >= steadyMs) ends = 0;
    const wait = pauses[ends++];
    if (wait === undefined) {
      const times = `${ends} times in a row`;
      throw new CarveoutError(keepsEnding, `${next.name} ended ${times}, the last time: it ${described(ending)}.`);
    }
    printer.say(`${next.name} ${described(ending)}; starting it again in ${wait / 1000} s`);
    await pause(wait, undefined, { signal: orders.stop }).catch(() => undefined);
  }
}

async function runOnce(
  launch: Launch,
  orders: Orders,
  printer: Printer,
  watchReady: (signal: AbortSignal) => Promise<void>,
): Promise<Ending> {
  const started = startProcess(launch, printer);
  const over = new AbortController();
  const release = obey(started, orders);
  void watchReady(over.signal);
  const ending = await started.ended;
  over.abort();
  release();
  return ending;
}

/** Stops the process when that is asked for. Answers how to let go of it. */
export function obey(started: Started, orders: Orders): () => void {
  const stop = (): void => started.stop();
  const kill = (): void => started.kill();
  orders.stop.addEventListener('abort', stop);
  orders.kill.addEventListener('abort', kill);
  if (orders.stop.aborted) stop();
  if (orders.kill.aborted) kill();
  return () => {
    orders.stop.removeEventListener('abort', stop);
    orders.kill.removeEventListener('abort', kill);
  };
}

export function described({ code, signal }: Ending): string {
  return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
}
