import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Instance, InstancePorts } from '../ports/index.ts';

export interface Self {
  readonly id: string;
  readonly deployable: string;
  /** The address that its servers listen on. */
  readonly listens: string;
  readonly ports: InstancePorts;
  readonly secure: boolean;
  readonly zone: string | undefined;
}

/**
 * This process as others find it: at `CARVEOUT_ADVERTISE` (an address or a name), else where it listens, else, when it
 * listens everywhere, at this machine's first address that is not loopback.
 */
export function ownInstance({ id, deployable, listens, ports, secure, zone }: Self, env: NodeJS.ProcessEnv): Instance {
  const everywhere = isIP(listens) !== 0 && /^[0:.]+$/.test(listens);
  const host = env['CARVEOUT_ADVERTISE'] || (everywhere ? (firstAddress() ?? '127.0.0.1') : listens);
  return { id, host, ports, secure, zone, metadata: { deployable } };
}

function firstAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((one) => one ?? []);
  const outward = addresses.filter(({ internal }) => !internal);
  return (outward.find(({ family }) => family === 'IPv4') ?? outward[0])?.address;
}
