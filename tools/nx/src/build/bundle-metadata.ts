import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** A bundle's package.json: what runs it, and the installed packages that it could not take in. */
export function bundleMetadata(workspaceRoot: string, name: string, metafile: Metafile): Record<string, unknown> {
  const root = readManifest(join(workspaceRoot, 'package.json'))!;
  const outside = Object.values(metafile.outputs)
    .flatMap((output) => output.imports)
    .filter((imported) => imported.external === true && !isBuiltin(imported.path))
    .map((imported) => packageOf(imported.path));
  const installed = [...new Set(outside)].sort().flatMap((dependency) => {
    const manifest = readManifest(join(workspaceRoot, 'node_modules', dependency, 'package.json'));
    return manifest === undefined ? [] : [[dependency, manifest.version]];
  });
  return {
    name,
    version: root.version,
    private: true,
    type: 'module',
    main: 'main.js',
    engines: { node: '>=22.18' },
    dependencies: Object.fromEntries(installed),
  };
}

function packageOf(path: string): string {
  return path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/');
}

function readManifest(file: string): { version: string } | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }) : undefined;
}
