import type { Logger } from 'pino';
import { CarveoutError, CarveoutErrors } from '../errors/index.ts';
import { exitWith } from './exit.ts';

/** One Ctrl-C can arrive twice, from the terminal and from whoever started us. */
const SAME_ORDER_MS = 1_000;

/**
 * Stops once, on the first SIGTERM or SIGINT, and exits with 0; one that comes more than a second later exits at once.
 * An error that nobody caught, or a rejection that nobody handled, ends the process with 1.
 */
export function stopOnSignals(log: Logger, stop: () => Promise<void>): void {
  let stoppingSince: number | undefined;
  const begin = (signal: string): void => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince > SAME_ORDER_MS) process.exit(1);
      return;
    }
    stoppingSince = performance.now();
    log.info({ event: 'stopping', signal }, 'stopping');
    stop().then(
      () => {
        log.info({ event: 'stopped' }, 'stopped');
        exitWith(0, log);
      },
      (error: unknown) => {
        log.error({ err: error }, 'did not stop cleanly');
        exitWith(1, log);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => begin(signal));
  process.on('uncaughtException', (error, origin) => {
    // What state the process is in is unknown: leases, outboxes and inboxes let another take over.
    log.fatal({ err: error, origin }, 'uncaught error; the process ends');
    process.exit(1);
  });
}

/** Prints what kept the process from starting, one line per fault, and exits with 1. */
export function reportFailure(error: unknown, log: Logger): void {
  const faults = error instanceof CarveoutErrors ? error.errors : [error];
  for (const fault of faults) {
    if (fault instanceof CarveoutError) process.stderr.write(`${fault.toString()}\n`);
    else log.fatal({ err: fault }, 'could not start');
  }
  process.exit(1);
}
