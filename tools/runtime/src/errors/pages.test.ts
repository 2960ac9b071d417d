import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../../..');

/** Every place that defines a code, by code. */
function definitions(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const file of globSync('tools/*/src/**/errors/*.ts', { cwd: root })) {
    for (const [, code] of readFileSync(join(root, file), 'utf8').matchAll(/code: '(CARV-\d{3})'/g)) {
      if (!file.endsWith('.test.ts')) found.set(code!, [...(found.get(code!) ?? []), file]);
    }
  }
  return found;
}

// Raised where no definition can be imported: in a package without the runtime, and before Node can strip types.
const elsewhere = new Map([
  ['CARV-301', 'tools/contract/src/contract-error.ts'],
  ['CARV-620', 'tools/cli/bin/needs-node.js'],
]);

it('every code is defined once and has a page that says what happened and what to do', () => {
  const codes = definitions();
  expect(codes.size).toBeGreaterThan(40);
  const pages = globSync('CARV-*.md', { cwd: join(root, 'docs/errors') }).map((name) => name.slice(0, -3));
  expect([...codes].filter(([, files]) => files.length > 1)).toEqual([]);
  expect(
    [...codes.keys()].filter((code) => !pages.includes(code)),
    'codes without a page',
  ).toEqual([]);
  expect(
    pages.filter((page) => !codes.has(page) && !elsewhere.has(page)),
    'pages without a code',
  ).toEqual([]);
  for (const [code, file] of elsewhere) expect(readFileSync(join(root, file), 'utf8')).toContain(code);
  for (const page of pages) {
    const text = readFileSync(join(root, 'docs/errors', `${page}.md`), 'utf8');
    expect(text.startsWith(`# ${page}: `), page).toBe(true);
    for (const part of ['**What happened.**', '**What to do.**']) expect(text, page).toContain(part);
  }
});
