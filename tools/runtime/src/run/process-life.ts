import type { Logger } from 'pino';
import { CarveoutError, CarveoutErrors } from '../errors/index.ts';

/** Stops once, on the first SIGTERM or SIGINT, and exits with 0; a second signal exits at once. */
export function stopOnSignals(log: Logger, stop: () => Promise<void>): void {
  let stopping = false;
  const begin = (signal: string): void => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ event: 'stopping', signal }, 'stopping');
    stop().then(
      () => {
        log.info({ event: 'stopped' }, 'stopped');
        process.exit(0);
      },
      (error: unknown) => {
        log.error({ err: error }, 'did not stop cleanly');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => begin(signal));
  process.on('uncaughtException', (error) => {
    // What state the process is in is unknown: leases, outboxes and inboxes let another take over.
    log.fatal({ err: error }, 'uncaught error; the process ends');
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
