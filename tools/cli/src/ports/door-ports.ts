import { portOf } from '@carveout/runtime/process';
import { requireFree } from './check-port.ts';

/** Where clients reach the door, and where its metrics and health in detail answer; 0 is any free one. */
export interface DoorPorts {
  readonly port: number;
  readonly adminPort: number;
  /** Where other gateways ask who makes a request; undefined where they cannot. */
  readonly identityPort: number | undefined;
}

export const LOOPBACK = '127.0.0.1';

/**
 * `PORT` (default 3000) and `IDENTITY_PORT` (default none) at `CARVEOUT_HOST` (default loopback), and `ADMIN_PORT`
 * (default 3001), free.
 *
 * @throws CarveoutError CARV-631 for one that is taken, CARV-633 for one that is no port.
 */
export async function freeDoorPorts(environment: NodeJS.ProcessEnv = process.env): Promise<DoorPorts> {
  const port = portOf(environment, 'PORT', 3000);
  const adminPort = portOf(environment, 'ADMIN_PORT', 3001);
  const identityPort = environment['IDENTITY_PORT'] ? portOf(environment, 'IDENTITY_PORT', 0) : undefined;
  const host = environment['CARVEOUT_HOST'] || LOOPBACK;
  await requireFree('door', 'PORT', port, host);
  await requireFree('admin', 'ADMIN_PORT', adminPort, LOOPBACK);
  if (identityPort !== undefined) await requireFree('identity', 'IDENTITY_PORT', identityPort, host);
  return { port, adminPort, identityPort };
}
