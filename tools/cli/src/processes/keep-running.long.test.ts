import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Printer } from '../output/printer.ts';
import { StopOrders } from '../supervisor/stop-orders.ts';
import { keepRunning } from './keep-running.ts';

// Each test starts processes, several of them one after the other.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
let said: string[];
let printer: Printer;
let orders: StopOrders;
const starts = () => readFileSync(join(folder, 'starts'), 'utf8').length;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carveout-keep-'));
  said = [];
  const say = (text: string): void => void said.push(text);
  printer = { expect: () => undefined, line: (_, text) => say(text), say, fault: say };
  orders = new StopOrders(new PassThrough() as unknown as Socket);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program that counts its starts, and then does what `code` says. */
function launch(code: string) {
  const entry = join(folder, 'program.mjs');
  writeFileSync(
    entry,
    `import { appendFileSync } from 'node:fs';\nappendFileSync(${JSON.stringify(join(folder, 'starts'))}, '.');\n${code}`,
  );
  return () => ({ name: 'one', entry, environment: process.env, watch: false });
}

const readyAtOnce = async (): Promise<void> => undefined;
const neverReady = (): Promise<void> => new Promise(() => undefined);

it('gives up on one that ends again and again', async () => {
  const options = { watchReady: readyAtOnce, pauses: [1, 1] };
  await expect(keepRunning(launch('process.exit(3);'), orders, printer, options)).rejects.toThrow(
    expect.objectContaining({ code: 'CARV-624', message: expect.stringContaining('3 times in a row') }),
  );
  expect(starts()).toBe(3);
  expect(said).toHaveLength(2);
  expect(said[0]).toMatch(/^one ended with exit code 3; starting it again in 0\.001 s/);
});

it('does not try again what could not start', async () => {
  const options = { watchReady: neverReady, pauses: [1, 1] };
  await expect(keepRunning(launch('process.exit(1);'), orders, printer, options)).rejects.toThrow(
    expect.objectContaining({ code: 'CARV-623' }),
  );
  expect(starts()).toBe(1);
});

it('tries again what was killed before it was ready', async () => {
  const options = { watchReady: neverReady, pauses: [1] };
  const killed = launch("process.kill(process.pid, 'SIGKILL'); await new Promise(() => setInterval(() => {}, 1e3));");
  await expect(keepRunning(killed, orders, printer, options)).rejects.toThrow(
    expect.objectContaining({ code: 'CARV-624', message: expect.stringContaining('was ended by SIGKILL') }),
  );
  expect(starts()).toBe(2);
});

it('counts anew after a steady run', async () => {
  let launches = 0;
  const program = launch('process.exit(3);');
  const counted = () => {
    if (++launches === 4) orders.stopAll();
    return program();
  };
  await keepRunning(counted, orders, printer, { watchReady: readyAtOnce, pauses: [1], steadyMs: 0 });
  expect(said.filter((text) => text.includes('in 0.001 s'))).toHaveLength(3);
});

/** A printer that asks for a stop as soon as the program has said `up`. */
const stopsWhenUp = (): Printer => ({
  ...printer,
  line: (_, text) => {
    said.push(text);
    if (text === 'up') orders.stopAll();
  },
});

/** A program that takes so long to stop. */
const endsAfter = (ms: number): string =>
  `process.on('SIGTERM', () => setTimeout(() => { console.log('bye'); process.exit(0); }, ${ms}));
   console.log('up');
   setInterval(() => {}, 1e3);`;

it('stops it in order, and settles when it has ended', async () => {
  await keepRunning(launch(endsAfter(0)), orders, stopsWhenUp(), { watchReady: readyAtOnce });
  expect(said).toEqual(['up', 'bye']);
});

it('leaves it the time that its drain takes', async () => {
  const program = launch(endsAfter(16_000));
  const draining = () => ({ ...program(), environment: { ...process.env, CARVEOUT_DRAIN_MS: '20000' } });
  await keepRunning(draining, orders, stopsWhenUp(), { watchReady: readyAtOnce });
  expect(said).toEqual(['up', 'bye']);
});
