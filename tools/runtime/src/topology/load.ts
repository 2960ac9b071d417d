import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { CarveoutError } from '../errors/carveout-error.ts';
import { topologyNotFound } from './errors/carv-201-topology-not-found.ts';
import { parseTopology } from './parse.ts';
import type { Topology } from './topology.ts';

/** Read when neither an argument nor `CARVEOUT_TOPOLOGY` names another. */
export const DEFAULT_TOPOLOGY = 'deployables/topology.yaml';

/**
 * The topology file in force, relative to the workspace when it lies in it.
 *
 * @param file a path, absolute or relative to the workspace. @default `CARVEOUT_TOPOLOGY`, then `deployables/topology.yaml`
 */
export function topologyFile(
  workspaceRoot: string,
  file?: string,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  const named = file ?? (environment['CARVEOUT_TOPOLOGY']?.trim() || DEFAULT_TOPOLOGY);
  const inside = relative(workspaceRoot, resolve(workspaceRoot, named));
  const chosen = inside.startsWith('..') || isAbsolute(inside) ? resolve(workspaceRoot, named) : inside;
  return chosen.replaceAll('\\', '/');
}

/** Reads the topology in force (see `topologyFile`) against the modules of the workspace. */
export function loadTopology(workspaceRoot: string, file?: string): Topology {
  const chosen = topologyFile(workspaceRoot, file);
  return parseTopology(read(workspaceRoot, chosen), { file: chosen, modules: listModules(workspaceRoot) });
}

/** The modules of a workspace: each folder of `modules/` that has a `core` project, in alphabetical order. */
export function listModules(workspaceRoot: string): string[] {
  const folder = join(workspaceRoot, 'modules');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'core', 'package.json')))
    .sort();
}

function read(workspaceRoot: string, file: string): string {
  try {
    return readFileSync(resolve(workspaceRoot, file), 'utf8');
  } catch (cause) {
    const beside = readdirIfThere(join(workspaceRoot, 'deployables')).filter((name) => /\.ya?ml$/.test(name));
    const known = beside.length > 0 ? ` There are: ${beside.map((name) => `deployables/${name}`).join(', ')}.` : '';
    throw new CarveoutError(
      topologyNotFound,
      `The topology '${file}' cannot be read (${(cause as NodeJS.ErrnoException).code}). ` +
        `Name another with CARVEOUT_TOPOLOGY, relative to the workspace.${known}`,
      { cause },
    );
  }
}

function readdirIfThere(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}
