import { get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { LOOPBACK } from '../ports/door-ports.ts';

const LOOK_EVERY_MS = 200;

/** Resolves when `/health/ready` on the admin port answers 200, or when the signal aborts; answers which. */
export function untilReady(adminPort: number, signal: AbortSignal): Promise<boolean> {
  return untilAnswers(adminPort, '/health/ready', signal);
}

/** The same of `/health`: nothing is wrong, in any detail. */
export function untilWell(adminPort: number, signal: AbortSignal): Promise<boolean> {
  return untilAnswers(adminPort, '/health', signal);
}

async function untilAnswers(adminPort: number, path: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (await answers(adminPort, path)) return true;
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

/** Not by `fetch`, which refuses some ports that `ADMIN_PORT` may name. */
function answers(port: number, path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const request = get({ host: LOOPBACK, port, path, signal: AbortSignal.timeout(2_000) }, (response) => {
    resolve(response.statusCode === 200);
    response.destroy();
  });
  request.on('error', () => resolve(false));
  return promise;
}
