import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GATEWAY, servedContracts } from '@carveout/runtime/topology';
import type { Topology } from '@carveout/runtime/topology';
import { packageNames } from '../entry/packages.ts';

/** What Nx is told about one deployable. */
export interface DescribedDeployable {
  readonly name: string;
  readonly modules: readonly string[];
  /** The topology file, relative to the workspace when it lies in it. */
  readonly topologyFile: string;
  /** Changes with the topology's meaning, so that a cached bundle of another topology is never taken for this one's. */
  readonly digest: string;
  /** True when it has files of its own under `deployables/<name>`. */
  readonly hasFolder: boolean;
  /** The projects whose change changes it. */
  readonly dependencies: readonly string[];
}

export function describeDeployables(workspaceRoot: string, topology: Topology): DescribedDeployable[] {
  const digest = createHash('sha256').update(JSON.stringify(topology)).digest('hex').slice(0, 16);
  // Another language's program has a build of its own.
  const ours = topology.deployables.filter(({ program }) => program === undefined);
  return ours.map((deployable) => ({
    name: deployable.name,
    modules: deployable.modules,
    topologyFile: topology.file,
    digest,
    hasFolder: existsSync(join(workspaceRoot, 'deployables', deployable.name)),
    dependencies: [
      ...deployable.modules.map((module) => packageNames(workspaceRoot, module).core),
      ...servedContracts(topology, deployable).map((module) => packageNames(workspaceRoot, module).contract),
      '@carveout/runtime',
      '@carveout/adapters',
      '@carveout/nx',
      ...(deployable.name === GATEWAY ? ['@carveout/gateway'] : []),
    ],
  }));
}
