import { setTimeout as sleep } from 'node:timers/promises';

/** How long each step of a leave may take, in ms. */
const STEP_MS = 1_000;

/**
 * Ends a connection as the protocol has it, once what it is at has settled: in the middle of a statement `end()` only
 * breaks the socket, and the server logs a client that vanished. A server that has fallen silent is not waited for longer
 * than two steps, of a second each. Never rejects.
 */
export async function takeLeave(
  client: { end(): Promise<void> },
  isAt: Promise<unknown> = Promise.resolve(),
): Promise<void> {
  await settledWithin(STEP_MS, isAt);
  await settledWithin(STEP_MS, client.end());
}

async function settledWithin(ms: number, work: Promise<unknown>): Promise<void> {
  const settled = new AbortController();
  await Promise.race([
    work.catch(() => undefined),
    sleep(ms, undefined, { signal: settled.signal }).catch(() => undefined),
  ]);
  settled.abort();
}
