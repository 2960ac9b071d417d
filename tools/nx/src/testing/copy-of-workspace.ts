import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * A workspace of the same packages and rules in a temporary folder, to plant faults in. Its packages export nothing,
 * but those that the rules themselves need; installed packages are the real workspace's.
 */
export function copyOfWorkspace(workspace: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'carveout-workspace-'));
  const packages = globSync('{modules/*/*,tools/*}/package.json', { cwd: workspace });
  const rules = ['tools/nx/src', 'tools/nx/executors.json', 'tools/runtime/src/topology', 'tools/runtime/src/errors'];
  const settings = ['package.json', 'package-lock.json', 'nx.json', 'eslint.config.js', 'tsconfig.base.json'];
  for (const path of [...settings, ...packages, ...rules, 'deployables']) {
    cpSync(join(workspace, path), join(copy, path), { recursive: true });
  }
  linkInstalled(workspace, copy);
  for (const file of packages) linkPackage(copy, dirname(file));
  return copy;
}

/** Node and TypeScript resolve links to what they point at, so the workspace's own packages must point into the copy. */
function linkInstalled(workspace: string, copy: string): void {
  mkdirSync(join(copy, 'node_modules'));
  for (const name of readdirSync(join(workspace, 'node_modules'))) {
    if (name === '@shop' || name === '@carveout') continue;
    symlinkSync(join(workspace, 'node_modules', name), join(copy, 'node_modules', name));
  }
}

function linkPackage(copy: string, folder: string): void {
  const manifest = JSON.parse(readFileSync(join(copy, folder, 'package.json'), 'utf8')) as {
    name: string;
    exports: Record<string, string | { default: string }>;
  };
  const link = join(copy, 'node_modules', manifest.name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(join(copy, folder), link);
  for (const target of Object.values(manifest.exports)) {
    const file = join(copy, folder, typeof target === 'string' ? target : target.default);
    mkdirSync(dirname(file), { recursive: true });
    if (file.endsWith('.ts')) writeFileSync(file, 'export {};\n', { flag: 'a' });
  }
}
