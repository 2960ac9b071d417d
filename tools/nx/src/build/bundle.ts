import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deployableNamed, isDoor, loadTopology } from '@carveout/runtime/topology';
import type { ExecutorContext } from '@nx/devkit';
import { build } from 'esbuild';
import type { BuildOptions, BuildResult } from 'esbuild';
import { writeEntry } from '../entry/write-entry.ts';
import { leaveAbsentOptional } from './absent-optional.ts';
import { bundleMetadata } from './bundle-metadata.ts';
import { copyExplorer } from './copy-explorer.ts';

export interface BundleOptions {
  readonly deployable: string;
  /** Relative to the workspace; emptied first. */
  readonly outputPath: string;
}

/** CommonJS packages inside a bundle of ES modules still ask for these. */
const COMMONJS_NAMES = `import { createRequire as createRequireForBundle } from 'node:module';
const require = createRequireForBundle(import.meta.url);
const __dirname = import.meta.dirname, __filename = import.meta.filename;`;

/** Bundles a deployable with all that it needs; `node <outputPath>/main.js` runs it. */
export default async function bundle(
  { deployable: name, outputPath }: BundleOptions,
  { root }: Pick<ExecutorContext, 'root'>,
): Promise<{ success: boolean }> {
  const topology = loadTopology(root);
  const deployable = deployableNamed(topology, name);
  const folder = join(root, outputPath);
  rmSync(folder, { recursive: true, force: true });
  const result = await bundled({
    absWorkingDir: root,
    entryPoints: { main: writeEntry(root, topology, deployable) },
    outdir: folder,
    bundle: true,
    // An adapter that is imported on demand becomes a file of its own, read only by a process that uses it.
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node22.18',
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'none',
    banner: { js: COMMONJS_NAMES },
    plugins: [leaveAbsentOptional],
  });
  if (result === undefined) return { success: false };
  if (isDoor(topology, deployable)) copyExplorer(root, folder);
  const metadata = bundleMetadata(root, name, result.metafile);
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(metadata, undefined, 2)}\n`);
  return { success: true };
}

/** Undefined after faults, which esbuild has printed by then, with the lines they are in. */
async function bundled(options: BuildOptions): Promise<BuildResult<{ metafile: true }> | undefined> {
  try {
    return await build({ ...options, metafile: true, logLevel: 'warning' });
  } catch (error) {
    if (error instanceof Error && 'errors' in error) return undefined;
    throw error;
  }
}
