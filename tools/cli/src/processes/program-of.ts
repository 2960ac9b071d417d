import { join, resolve } from 'node:path';
import { writeEntry } from '@carveout/nx/entry';
import type { Deployable, Topology } from '@carveout/runtime/topology';
import type { Launch } from './start-process.ts';

/** What runs a deployable: the entry that imports its cores, or the program that the topology names. */
export function programOf(
  workspaceRoot: string,
  topology: Topology,
  deployable: Deployable,
): Required<Pick<Launch, 'entry' | 'parameters'>> {
  if (deployable.program === undefined)
    return { entry: writeEntry(workspaceRoot, topology, deployable), parameters: [] };
  return {
    entry: join(import.meta.dirname, 'run-program.ts'),
    parameters: [resolve(workspaceRoot, deployable.program)],
  };
}
