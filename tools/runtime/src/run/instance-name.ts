import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** Names this start of this process: `CARVEOUT_DEPLOYABLE_INSTANCE`, by default of the host, the process and chance. */
export function instanceName(env: NodeJS.ProcessEnv): string {
  // A name of nothing would be one that no registry tells.
  return env['CARVEOUT_DEPLOYABLE_INSTANCE'] || `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
}
