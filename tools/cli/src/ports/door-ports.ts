import { CarveoutError, settingInvalid } from '@carveout/runtime/errors';
import { requireFree } from './check-port.ts';

/** Where clients reach the door, and where its metrics and health in detail answer. */
export interface DoorPorts {
  readonly port: number;
  readonly adminPort: number;
}

export const LOOPBACK = '127.0.0.1';

/**
 * `PORT` (default 3000) at `CARVEOUT_HOST` (default loopback), and `ADMIN_PORT` (default 3001), free.
 *
 * @throws CarveoutError CARV-631 for one that is taken, CARV-633 for one that is no port.
 */
export async function freeDoorPorts(environment: NodeJS.ProcessEnv = process.env): Promise<DoorPorts> {
  const port = portFrom(environment, 'PORT', 3000);
  const adminPort = portFrom(environment, 'ADMIN_PORT', 3001);
  await requireFree('door', 'PORT', port, environment['CARVEOUT_HOST'] || LOOPBACK);
  await requireFree('admin', 'ADMIN_PORT', adminPort, LOOPBACK);
  return { port, adminPort };
}

function portFrom(environment: NodeJS.ProcessEnv, variable: string, usual: number): number {
  const text = environment[variable]?.trim();
  if (!text) return usual;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new CarveoutError(settingInvalid, `${variable} is '${text}', which is no port: use 1 to 65535, or 0 for any.`);
}
