import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Deployable, Topology } from '@carveout/runtime/topology';
import { generateEntry } from './generate-entry.ts';
import { packageNames } from './packages.ts';

/** Writes the program of one deployable under `.carveout/entries` and answers its path. */
export function writeEntry(workspaceRoot: string, topology: Topology, deployable: Deployable): string {
  const file = join(workspaceRoot, '.carveout', 'entries', folderOf(topology), `${deployable.name}.ts`);
  mkdirSync(dirname(file), { recursive: true });
  const text = generateEntry(topology, deployable, (module) => packageNames(workspaceRoot, module));
  // Another process may be about to read it, so that it must be whole at any time.
  const whole = `${file}.${process.pid}`;
  writeFileSync(whole, text);
  renameSync(whole, file);
  return file;
}

/** A folder per topology file, so that two that run side by side keep their programs apart. */
function folderOf({ file }: Topology): string {
  const name = basename(file).replace(/\.ya?ml$/, '');
  const isUsual = dirname(file) === 'deployables';
  return isUsual ? name : `${name}-${createHash('sha256').update(file).digest('hex').slice(0, 8)}`;
}
