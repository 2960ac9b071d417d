import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../../..');
let folder: string;

beforeEach(() => {
  const parent = join(root, '.carveout', 'test');
  mkdirSync(parent, { recursive: true });
  folder = mkdtempSync(join(parent, 'reporter-')); // inside the workspace, where vitest can be imported
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly code: number | null;
  readonly lastLines: string[];
}

/** Runs vitest on test files of the given contents, as `npm test` does, and answers the last lines of its output. */
async function run(files: Record<string, string>, ci: boolean, ...args: string[]): Promise<Run> {
  const here = JSON.stringify(import.meta.dirname);
  const config = `export default { test: {
    include: ['*.test.ts'], maxWorkers: 1,
    reporters: ['default', ${here} + '/closing-lines-reporter.ts'],
    runner: ${here} + '/backing-runner.ts', globalSetup: './setup.ts' } };`;
  const setup = `export default (project) => project.provide('carveoutBacking', {
    postgres: { url: 'postgresql://127.0.0.1:1/none' },
    rabbitmq: { missing: { code: 'CARV-490', message: 'none could be had; run this command' } },
    'private-rabbitmq': { missing: { code: 'CARV-490', message: 'none could be had; run this command' } } });`;
  for (const [name, text] of Object.entries({ ...files, 'vitest.config.mjs': config, 'setup.ts': setup })) {
    writeFileSync(join(folder, name), text);
  }
  const { NODE_ENV: _, VITEST: __, ...environment } = process.env;
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const output = join(folder, 'output');
  const outputs = openSync(output, 'a');
  const child = spawn(process.execPath, [vitest, 'run', '--root', folder, ...args], {
    env: { ...environment, CI: ci ? 'true' : '' },
    // One file for both, as in a terminal: of two pipes, either may be read first.
    stdio: ['ignore', outputs, outputs],
  });
  const code = await new Promise<number | null>((done) => child.once('close', done));
  closeSync(outputs);
  return { code, lastLines: readFileSync(output, 'utf8').trimEnd().split('\n').slice(-5) };
}

const good = `import { it } from 'vitest'; it('one', () => {}); it('two', () => {});`;

it('ends with the totals', async () => {
  const { code, lastLines } = await run({ 'good.test.ts': good }, false);
  expect(code).toBe(0);
  expect(lastLines.at(-1)).toBe('2 passed, 0 failed, 0 skipped');
});

it('counts a server that could not be had as a failure with CI=true', async () => {
  const { code, lastLines } = await run({ 'good.test.ts': good }, true);
  expect(code).toBe(1);
  expect(lastLines.slice(-2)).toEqual([
    'CARV-490: none could be had; run this command',
    '2 passed, 1 failed, 0 skipped',
  ]);
});

it('counts and names failing tests, broken files, broken suites and errors that no test caught', async () => {
  const { code, lastLines } = await run(
    {
      'failing.test.ts': `import { it } from 'vitest'; it('fails', () => { throw new Error('no'); });`,
      'broken.test.ts': `import './not-there.ts';`,
      'suite.test.ts': `import { beforeAll, describe, it } from 'vitest';
        describe('a suite', () => { beforeAll(() => { throw new Error('no'); }); it('never runs', () => {}); });`,
      'uncaught.test.ts': `import { it } from 'vitest';
        it('passes', async () => { void Promise.reject(new Error('nobody waits')); });`,
    },
    false,
  );
  expect(code).toBe(1);
  expect(lastLines.slice(0, -1).sort()).toEqual([
    expect.stringMatching(/^Failed: broken\.test\.ts: .*not-there\.ts/),
    'Failed: failing.test.ts > fails: no',
    'Failed: outside the tests: nobody waits',
    'Failed: suite.test.ts > a suite: no',
  ]);
  expect(lastLines.at(-1)).toBe('1 passed, 4 failed, 1 skipped');
});

it('says what did not run and why', async () => {
  const { code, lastLines } = await run(
    {
      'good.test.ts': good,
      'noted.test.ts': `import { it } from 'vitest'; it('does not', (context) => context.skip('not on this system'));`,
      'backed.test.ts': `import { it } from 'vitest'; import { need } from '${import.meta.dirname}/needs.ts';
        need('rabbitmq'); it('one', () => {}); it('other', () => {});`,
      'own-broker.test.ts': `import { it } from 'vitest'; import { need } from '${import.meta.dirname}/needs.ts';
        need('private-rabbitmq'); it('one', () => {});`,
    },
    false,
  );
  expect(code).toBe(0);
  expect(lastLines.slice(-5)).toEqual([
    'Not run: backed.test.ts',
    'Not run: own-broker.test.ts',
    'Not run: noted.test.ts > does not (not on this system)',
    'CARV-490: none could be had; run this command',
    '2 passed, 0 failed, 4 skipped',
  ]);
});

it('says under a pattern of names why what it chose did not run', async () => {
  const files = {
    'good.test.ts': good,
    'noted.test.ts': `import { it } from 'vitest'; it('does not', (context) => context.skip('not on this system'));`,
  };
  const { lastLines } = await run(files, false, '-t', 'does not');
  expect(lastLines.slice(-3)).toEqual([
    '',
    'Not run: noted.test.ts > does not (not on this system)',
    '0 passed, 0 failed, 3 skipped',
  ]);
});

it('counts a run without a test file as failed', async () => {
  const { code, lastLines } = await run({}, false);
  expect(code).toBe(1);
  expect(lastLines.at(-1)).toBe('0 passed, 1 failed, 0 skipped');
});
