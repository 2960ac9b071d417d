import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { copyOfWorkspace } from '../testing/copy-of-workspace.ts';
import emit from './emit.ts';

// A compiler, which takes most of a CPU.
vi.setConfig({ testTimeout: 120_000 });

const options = { packageRoot: 'modules/orders/contract', outputPath: 'dist/modules/orders/contract' };
let root: string;
const source = (name: string, text: string) => writeFileSync(join(root, options.packageRoot, 'src', name), text);
const written = (name: string) => readFileSync(join(root, options.outputPath, name), 'utf8');

beforeEach(() => {
  root = copyOfWorkspace(join(import.meta.dirname, '../../../..'));
  writeFileSync(
    join(root, options.packageRoot, 'tsconfig.json'),
    '{ "extends": "../../../tsconfig.base.json", "include": ["src"] }',
  );
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('writes JavaScript and declarations of the package alone, and a package.json that points to them', async () => {
  source('index.ts', "import '@shop/payments';\nexport { limit } from './limit.ts';\n");
  source('limit.ts', 'export const limit: number = 3;\n');
  source('limit.test.ts', 'export {};\n');
  expect(await emit(options, { root })).toEqual({ success: true });
  expect(written('src/index.js')).toMatch(/from ['"]\.\/limit\.js['"];/);
  expect(written('src/limit.d.ts')).toBe('export declare const limit: number;\n');
  expect(existsSync(join(root, options.outputPath, 'src/limit.test.js'))).toBe(false);
  expect(existsSync(join(root, 'dist/modules/payments'))).toBe(false);
  expect(JSON.parse(written('package.json'))).toMatchObject({
    name: '@shop/orders',
    exports: { '.': { types: './src/index.d.ts', default: './src/index.js' } },
  });
});

it('fails on a type error and writes nothing', async () => {
  const print = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  source('index.ts', "export const limit: number = 'three';\n");
  expect(await emit(options, { root })).toEqual({ success: false });
  // Others of this process may write there meanwhile.
  expect(print.mock.calls.map(([text]) => String(text)).join('')).toContain('TS2322');
  print.mockRestore();
  expect(existsSync(join(root, 'dist'))).toBe(false);
});
