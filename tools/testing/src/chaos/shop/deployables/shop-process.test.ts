import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ShopProcess } from './shop-process.ts';

const soon = { timeout: 20_000, interval: 10 };

let folder: string;
let made: ShopProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carveout-shop-process-'));
});

afterEach(async () => {
  await made?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function started(source: string): ShopProcess {
  const program = join(folder, 'program.mjs');
  writeFileSync(program, source);
  made = new ShopProcess({
    planned: {
      name: 'orders',
      deployable: { name: 'orders', modules: ['orders'], replicas: 1, line: 0 },
      door: false,
    },
    program,
    settingsFile: join(folder, 'settings.json'),
    logFile: join(folder, 'orders.log'),
    adminPort: 1,
    environment: {},
  });
  made.start();
  return made;
}

it('tells each end that nobody asked for, and starts another', async () => {
  const shop = started(
    `console.log(JSON.stringify({ level: 60, msg: 'uncaught error; the process ends' })); process.exit(1);`,
  );
  await expect.poll(() => shop.starts, soon).toBeGreaterThan(2);
  const fault = `orders ended with an uncaught error: {"level":60,"msg":"uncaught error; the process ends"}; see ${join(folder, 'orders.log')}`;
  expect(shop.faults.slice(0, 2)).toEqual([fault, fault]);
});

it('does not take what an earlier one wrote for the fault of a later one', async () => {
  writeFileSync(join(folder, 'orders.log'), '{"level":60,"msg":"of an earlier one"}\n');
  const shop = started(`process.stderr.write('CARV-501: no database\\n'); process.exit(1);`);
  await expect.poll(() => shop.starts, soon).toBeGreaterThan(2);
  expect(shop.faults).toEqual([]);
});

it('has nothing to tell of those that are killed and stopped', async () => {
  const shop = started(`process.on('SIGTERM', () => process.exit(0)); process.stdin.resume();`);
  await expect.poll(() => shop.signal('SIGKILL'), soon).toBe(true);
  await expect.poll(() => shop.starts, soon).toBe(2);
  expect(await shop.stop()).toBe(false);
  expect(shop.faults).toEqual([]);
});
