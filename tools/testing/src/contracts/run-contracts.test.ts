import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ContractDescription } from '@carveout/contract/compatibility';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { skipWhereMissing } from '../vitest/index.ts';
import type { ContractArguments } from './arguments.ts';
import { runContracts } from './run-contracts.ts';

const workspace = join(import.meta.dirname, '../../../..');
const kit = pathToFileURL(join(workspace, 'tools/contract/src/index.ts')).href;
const zod = import.meta.resolve('zod');

let root: string;
let edition = 0;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'carveout-contracts-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function writeModule(module: string, source: string): void {
  const folder = join(root, 'modules', module, 'contract');
  mkdirSync(folder, { recursive: true });
  // A file of its own for each edition: what was imported once is not read again.
  const file = `index-${++edition}.ts`;
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: `@test/${module}`, exports: { '.': `./${file}` } }),
  );
  writeFileSync(join(folder, file), source);
}

/** A module whose one command has this input. */
function writeShop(input: string, module = 'shop'): void {
  const source = [
    `import { command, defineContract } from '${kit}';`,
    `import { z } from '${zod}';`,
    `export default defineContract('${module}', { buy: command({ input: z.object(${input}), output: z.object({}) }) });`,
  ];
  writeModule(module, source.join('\n'));
}

const recordOf = (module: string) => join(root, 'modules', module, 'contract/contract.json');

async function run(asked: Partial<ContractArguments> = {}): Promise<string[]> {
  const options = { modules: [], accept: false, breaking: false, since: undefined, ...asked };
  const { lines, faults } = await runContracts(root, options);
  return [...lines, ...faults.map(String)];
}

function git(...parameters: string[]): void {
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
  execFileSync('git', [...author, ...parameters], { cwd: root, stdio: 'pipe' });
}

it('records what is new and what breaks nobody, when told to', async () => {
  writeShop('{ id: z.string() }');
  expect(await run()).toEqual([expect.stringMatching(/^CARV-331: nothing is recorded .*contracts:accept -- shop$/)]);
  expect(existsSync(recordOf('shop'))).toBe(false);
  expect(await run({ accept: true })).toEqual(['shop: recorded in modules/shop/contract/contract.json']);
  expect(await run()).toEqual(['shop: same']);

  writeShop('{ id: z.string(), note: z.string().optional() }');
  expect(await run()).toEqual([
    expect.stringMatching(/^CARV-331: .* differs from .* breaks nobody\. .*accept -- shop$/),
  ]);
  await run({ accept: true });
  expect(await run()).toEqual(['shop: same']);
});

it('refuses to record what would break a deployed neighbour, unless on purpose', async () => {
  writeShop('{ id: z.string(), old: z.string() }');
  await run({ accept: true });
  const before = readFileSync(recordOf('shop'), 'utf8');
  writeShop('{ id: z.int(), more: z.string() }');
  for (const asked of [{}, { accept: true }]) {
    const [fault, ...others] = await run(asked);
    expect(others).toEqual([]);
    expect(fault).toMatch(/^CARV-330: the contract of shop has 3 changes/);
    for (const where of ['id: string became integer', 'more: is new and required', 'old: is removed'])
      expect(fault).toContain(`shop.buy.input.${where}`);
    expect(fault!.match(/^ {4}why: /gm)).toHaveLength(3);
    expect(fault!.match(/^ {4}do: {2}/gm)).toHaveLength(3);
    expect(fault).toContain('npm run contracts:accept -- --breaking shop');
  }
  expect(readFileSync(recordOf('shop'), 'utf8')).toBe(before);
  expect(await run({ accept: true, breaking: true })).toEqual([expect.stringMatching(/recorded in .*, with 3 that/)]);
  expect(await run()).toEqual(['shop: same']);
});

it("catches a change planted in a copy of the shop's own contract", async () => {
  const real = join(workspace, 'modules/orders/contract');
  writeModule('orders', `export { default } from '${pathToFileURL(join(real, 'src/index.ts')).href}';`);
  const recorded = JSON.parse(readFileSync(join(real, 'contract.json'), 'utf8')) as ContractDescription;
  writeFileSync(recordOf('orders'), `${JSON.stringify(recorded, undefined, 2)}\n`);
  expect(await run()).toEqual(['orders: same']);

  const status = recorded.operations['byId']!.output.accepts.properties!['status'] as { enum: string[] };
  status.enum.push('returned');
  writeFileSync(recordOf('orders'), JSON.stringify(recorded));
  const [fault] = await run();
  expect(fault).toMatch(/^CARV-330/);
  expect(fault).toContain('orders.byId.output.status: "returned" is no longer a value of it');
});

describe('since a commit', () => {
  const { error } = spawnSync('git', ['--version']);
  skipWhereMissing(() => error && 'git is not installed here (apt-get install git)');

  it('compares with what was recorded there, however many releases were recorded since', async () => {
    writeShop('{ id: z.string(), old: z.string() }');
    writeShop('{}', 'gone');
    await run({ accept: true });
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '-m', 'deployed');
    git('tag', 'deployed');
    expect(await run({ since: 'deployed' })).toEqual(['gone: same', 'shop: same']);

    writeShop('{ id: z.string(), old: z.string().optional() }');
    await run({ accept: true });
    expect(await run({ since: 'deployed' })).toEqual(['gone: same', 'shop: breaks nobody']);
    writeShop('{ id: z.string() }');
    await run({ accept: true });
    rmSync(join(root, 'modules/gone'), { recursive: true });
    expect(await run()).toEqual(['shop: same']);
    expect(await run({ since: 'deployed' })).toEqual([
      expect.stringMatching(/^CARV-330: .*gone\.buy: is removed or renamed/s),
      expect.stringMatching(/^CARV-330: .*contract\.json at deployed:\n {2}shop\.buy\.input\.old: is removed/s),
    ]);
  });

  it('says what git says', async () => {
    git('init', '--quiet');
    await expect(run({ since: 'nowhere' })).rejects.toMatchObject({
      code: 'CARV-332',
      message: expect.stringMatching(/'nowhere'.*Not a valid object name/s),
    });
  });
});

describe('what cannot be read', () => {
  it.each([
    ['<<<<<<< ours', /is no JSON/],
    ['{"operations":{}}', /describes no contract/],
  ])('%j as a record', async (text, says) => {
    writeShop('{}');
    writeFileSync(recordOf('shop'), text);
    await expect(run()).rejects.toMatchObject({ code: 'CARV-332', message: expect.stringMatching(says) });
  });

  it('a contract that is none, a module that is not there', async () => {
    writeModule('shop', 'export const shop = 1;');
    await expect(run()).rejects.toMatchObject({ code: 'CARV-332', message: expect.stringContaining('no contract') });
    await expect(run({ modules: ['shpo'] })).rejects.toMatchObject({ message: expect.stringContaining("'shpo'") });
  });
});
