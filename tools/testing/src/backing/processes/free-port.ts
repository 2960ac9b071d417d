import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { isRefusedByClients } from './refused-ports.ts';
import { ofThisWorker } from './worker-ports.ts';
import type { PortRange } from './worker-ports.ts';

/**
 * Below the ports that systems give to outgoing connections (32768 and up on Linux), so that none of those takes a
 * server's port while the server is down for a moment.
 */
const ordinary: PortRange = [20_000, 32_000];

/** For servers that are killed and started again many times: nor shall another's server take their ports meanwhile. */
export const forRestarts = ofThisWorker([10_000, 20_000]);

/**
 * A port on 127.0.0.1 that is free now: the preferred one if it is.
 *
 * @param taken ports that others have been given and may not listen on yet; the one that is chosen is added
 */
export async function freePort(
  preferred?: number,
  [lowest, highest] = ordinary,
  taken = new Set<number>(),
): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = (attempt === 0 ? preferred : undefined) ?? randomInt(lowest, highest);
    if (!(await isFree(port)) || taken.has(port)) continue;
    taken.add(port);
    return port;
  }
  throw new Error(`found no free port on 127.0.0.1 between ${lowest} and ${highest} in 100 attempts`);
}

/** Whether nobody listens there, and clients would ask who does. */
export async function isFree(port: number): Promise<boolean> {
  if (isRefusedByClients(port)) return false;
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
