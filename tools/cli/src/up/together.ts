import { randomBytes } from 'node:crypto';
import { USUAL_NETWORKS } from '@carveout/runtime/discovery';
import { newGatewayKeys } from '@carveout/runtime/inward';
import { GATEWAY, needsDiscovery, usesHttpLink } from '@carveout/runtime/topology';
import type { Topology } from '@carveout/runtime/topology';
import { instancesFile, writeInstances } from './instances-file.ts';
import type { Placed } from './places.ts';

/** What the processes of one `up` need to find and to know each other. */
export interface Together {
  /** Environment variables of all of them; those that are set already win. */
  readonly environment: NodeJS.ProcessEnv;
  /** Those of one deployable alone. */
  readonly own: (deployable: string) => NodeJS.ProcessEnv;
  /** Tells where those are that others may find. */
  readonly list: (placed: readonly Placed[]) => void;
}

export async function together(workspaceRoot: string, topology: Topology): Promise<Together> {
  const isSet = (variable: string): boolean => (process.env[variable] ?? '') !== '';
  const environment: NodeJS.ProcessEnv = {};
  const lists = needsDiscovery(topology) && topology.discovery === 'static' && !isSet('CARVEOUT_INSTANCES');
  const file = instancesFile(workspaceRoot);
  if (lists) environment['CARVEOUT_INSTANCES'] = file;
  // A door that others reach, too, finds the rest on this machine.
  if (needsDiscovery(topology) && !isSet('CARVEOUT_NETWORKS')) environment['CARVEOUT_NETWORKS'] = USUAL_NETWORKS;
  if (usesHttpLink(topology) && !isSet('CARVEOUT_LINK_SECRET'))
    environment['CARVEOUT_LINK_SECRET'] = randomBytes(32).toString('hex');
  const behindGateway = topology.gateway !== undefined && !isSet('CARVEOUT_GATEWAY_KEYS');
  const pair = behindGateway ? await newGatewayKeys() : undefined;
  if (pair !== undefined) environment['CARVEOUT_GATEWAY_KEYS'] = pair.keys;
  return {
    environment,
    own: (deployable) => {
      // Nobody else can say who makes a request.
      if (deployable !== GATEWAY) return { CARVEOUT_GATEWAY_KEY: '' };
      return pair === undefined ? {} : { CARVEOUT_GATEWAY_KEY: pair.key };
    },
    list: (placed) => {
      if (lists) writeInstances(file, placed, isSet('CARVEOUT_TLS_CERT'));
    },
  };
}
