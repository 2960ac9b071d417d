import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { testDatabase } from '@carveout/testing/vitest';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import bundle from './bundle.ts';

const workspace = join(import.meta.dirname, '../../../..');
const database = testDatabase();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carveout-bundle-'));
  vi.stubEnv('CARVEOUT_TOPOLOGY', 'deployables/topology.yaml');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

it('makes a program that runs away from the workspace', { timeout: 120_000 }, async () => {
  const options = { deployable: 'monolith', outputPath: relative(workspace, folder) };
  expect(await bundle(options, { root: workspace })).toEqual({ success: true });
  expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).toMatchObject({
    type: 'module',
    dependencies: {},
  });

  const program = spawn(process.execPath, [join(folder, 'main.js')], {
    cwd: folder,
    env: { DATABASE_URL: database.url, PORT: '0', ADMIN_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [program.stdout, program.stderr]) stream.on('data', (text) => (printed += String(text)));
  const ended = new Promise((resolve) => program.once('close', resolve));
  const readyAt = () => /"event":"ready","port":(\d+),/.exec(printed)?.[1];
  try {
    while (readyAt() === undefined) {
      expect(program.exitCode, printed).toBeNull();
      await pause(100);
    }
    const get = (path: string) => fetch(`http://127.0.0.1:${readyAt()}${path}`);
    expect((await get('/health/ready')).status).toBe(200);
    expect(await (await get('/')).text()).toContain('<!doctype html>');
    expect((await get('/explorer/swagger-ui.css')).status).toBe(200);
  } finally {
    program.kill('SIGTERM');
  }
  expect(await ended, printed).toBe(0);
});

it('refuses a deployable that the topology does not have', async () => {
  await expect(
    bundle({ deployable: 'payments', outputPath: relative(workspace, folder) }, { root: workspace }),
  ).rejects.toThrow(expect.objectContaining({ code: 'CARV-218' }));
});
