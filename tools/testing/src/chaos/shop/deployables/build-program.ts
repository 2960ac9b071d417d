import { join } from 'node:path';
import { listModules } from '@carveout/runtime/topology';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';

/** CommonJS packages inside a bundle of ES modules still ask for these. */
const COMMONJS_NAMES = `import { createRequire as createRequireForBundle } from 'node:module';
const require = createRequireForBundle(import.meta.url);
const __dirname = import.meta.dirname, __filename = import.meta.filename;`;

const ASKED = Symbol('asked');

/** What a library imports only if it happens to be installed is left to it. */
const leaveAbsent: Plugin = {
  name: 'leave-absent',
  setup(bundle) {
    bundle.onResolve({ filter: /^[^./]/ }, async ({ path, importer, kind, resolveDir, pluginData }) => {
      if (pluginData === ASKED || path.startsWith('node:') || !importer.includes('/node_modules/')) return undefined;
      const found = await bundle.resolve(path, { importer, kind, resolveDir, pluginData: ASKED });
      return found.errors.length > 0 ? { path, external: true } : found;
    });
  },
};

/**
 * Bundles the program that every process of a run is started with, and answers its path. A bundle starts in a third of
 * the time, which counts where processes are killed all the time; and no edit of a source meets a run under way.
 */
export async function buildProgram(workspace: string, folder: string): Promise<string> {
  const sources = listModules(workspace).map((module) => {
    const part = (name: string): string =>
      `() => import(${JSON.stringify(join(workspace, 'modules', module, name, 'src/index.ts'))})`;
    return `${JSON.stringify(module)}: { core: ${part('core')}, contract: ${part('contract')} }`;
  });
  const from = JSON.stringify(join(import.meta.dirname, 'run-deployable.ts'));
  await build({
    absWorkingDir: workspace,
    stdin: {
      contents: `import { runDeployable } from ${from};\nawait runDeployable({ ${sources.join(', ')} });\n`,
      resolveDir: workspace,
      sourcefile: 'program.ts',
      loader: 'ts',
    },
    outdir: folder,
    entryNames: 'program',
    bundle: true,
    splitting: true,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    target: 'node22.18',
    keepNames: true,
    legalComments: 'none',
    banner: { js: COMMONJS_NAMES },
    plugins: [leaveAbsent],
    logLevel: 'warning',
  });
  return join(folder, 'program.mjs');
}
