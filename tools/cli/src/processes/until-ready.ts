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

async function answers(adminPort: number, path: string): Promise<boolean> {
  try {
    const response = await fetch(`http://${LOOPBACK}:${adminPort}${path}`, {
      signal: AbortSignal.timeout(2_000),
    });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
}
