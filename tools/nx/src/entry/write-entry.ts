import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Deployable, Topology } from '@carveout/runtime/topology';
import { generateEntry } from './generate-entry.ts';
import { packageNames } from './packages.ts';

/** Writes the program of one deployable under `.carveout/entries` and answers its path. */
export function writeEntry(workspaceRoot: string, topology: Topology, deployable: Deployable): string {
  const file = join(workspaceRoot, '.carveout', 'entries', folderOf(topology), `${deployable.name}.ts`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    generateEntry(topology, deployable, (module) => packageNames(workspaceRoot, module)),
  );
  return file;
}

/** A folder per topology file, so that two that run side by side keep their programs apart. */
function folderOf({ file }: Topology): string {
  const name = basename(file).replace(/\.ya?ml$/, '');
  const isUsual = dirname(file) === 'deployables';
  return isUsual ? name : `${name}-${createHash('sha256').update(file).digest('hex').slice(0, 8)}`;
}
