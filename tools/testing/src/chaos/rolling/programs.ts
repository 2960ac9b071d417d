import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { loadTopology } from '@carveout/runtime/topology';
import type { Topology } from '@carveout/runtime/topology';
import { bundleDeployables } from '../../deployables/bundle-deployables.ts';

/** What `nx build` makes of a topology. */
export interface Programs {
  readonly topology: Topology;
  /** The program that hosts all modules, to migrate with. */
  readonly whole: string;
  /** By deployable. */
  readonly separate: ReadonlyMap<string, string>;
}

const separateFile = (workspace: string): string => join(workspace, 'deployables/topology.separate.yaml');

/** Names of the deployables that `buildPrograms` builds. */
export function deployablesOf(workspace: string): string[] {
  return loadTopology(workspace, separateFile(workspace)).deployables.map(({ name }) => name);
}

/** Builds every deployable of the all-separate topology, each with two replicas, and one that hosts all modules. */
export async function buildPrograms(workspace: string, folder: string): Promise<Programs> {
  const files = { separate: join(folder, 'two-replicas.yaml'), whole: join(folder, 'whole.yaml') };
  mkdirSync(folder, { recursive: true });
  writeFileSync(files.separate, twoReplicas(readFileSync(separateFile(workspace), 'utf8')));
  writeFileSync(files.whole, 'deployables:\n  whole: rest\n');
  const topology = loadTopology(workspace, files.separate);
  const names = topology.deployables.map(({ name }) => name);
  const built = relative(workspace, join(folder, 'built'));
  const separate = await bundleDeployables(workspace, files.separate, names, built);
  const [whole] = await bundleDeployables(workspace, files.whole, ['whole'], built);
  return { topology, whole: whole!, separate: new Map(names.map((name, index) => [name, separate[index]!])) };
}

/** A topology's text with two replicas of each deployable that it gives as a list of modules. */
export function twoReplicas(topology: string): string {
  return topology.replace(/^( {2}[\w-]+): (\[.*\])$/gm, '$1: { modules: $2, replicas: 2 }');
}
