import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { variableName } from '@carveout/runtime';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../../..');
const guide = readFileSync(join(root, 'docs/guides/environment.md'), 'utf8');

/** What the guide has a line or a word for: names in capitals, and those that begin with a module's. */
const told = new Set([...guide.matchAll(/`((?:<MODULE>_)?[A-Z][A-Z_]+)`/g)].map(([, name]) => name!));

/** Sources that run outside tests. */
function sources(): string[] {
  const all = globSync(['tools/*/{src,bin}/**/*.{ts,js}', 'modules/*/*/src/**/*.ts'], { cwd: root });
  return all.filter((file) => !/\.(test|fixture)\.ts$|\/fixture\/|\/src\/testing\/|\/node_modules\//.test(file));
}

/** What the test runner sets itself is nobody's to set. */
const OF_THE_RUNNER = /^VITEST_/;

/** The names in capitals on lines that speak of the environment, `<MODULE>_…` for those made from a module's name. */
function read(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => /\benv(ironment)?\b|_DATABASE_URL`/.test(line) && !/^\s*(\*|\/\/|\/\*)/.test(line))
    .flatMap((line) => [
      ...[...line.matchAll(/'([A-Z][A-Z_]+)'/g)].map(([, name]) => name!),
      ...[...line.matchAll(/`\$\{[^`]*\}_([A-Z_]+)`/g)].map(([, name]) => `<MODULE>_${name}`),
    ])
    .filter((name) => !OF_THE_RUNNER.test(name));
}

interface Module {
  readonly parts: { readonly contract: { readonly name: string }; readonly config: { readonly shape: object } };
}

async function settingsOfModules(): Promise<string[]> {
  const files = globSync('modules/*/core/src/module.ts', { cwd: root });
  expect(files.length).toBeGreaterThan(5);
  const modules = await Promise.all(
    files.map(async (file) => (await import(pathToFileURL(join(root, file)).href)) as { readonly module: Module }),
  );
  return modules.flatMap(({ module: { parts } }) =>
    Object.keys(parts.config.shape).map((key) => variableName(parts.contract.name, key)),
  );
}

it('the guide tells every variable that the code reads, and no other', async () => {
  const found = new Set([...sources().flatMap((file) => read(readFileSync(join(root, file), 'utf8')))]);
  expect(found.size).toBeGreaterThan(15);
  for (const name of await settingsOfModules()) found.add(name);
  expect(
    [...found].filter((name) => !told.has(name)),
    'read and not told',
  ).toEqual([]);
  expect(
    [...told].filter((name) => !found.has(name)),
    'told and not read',
  ).toEqual([]);
});
