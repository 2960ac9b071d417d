import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { LoopDelay } from '@carveout/testing/loop-delay';
import { testDatabase } from '@carveout/testing/vitest';
import pg from 'pg';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readableLog, silent } from '../testing/around-policies.ts';
import { SharedRates } from './shared-rates.ts';

const database = testDatabase();
const hour = (requests: number) => ({ requests, seconds: 3_600 });

/** Patient, so that a busy machine does not pass for a store that is away. */
function open(url = database.url, log = silent, answerMs = 10_000, awayMs = 2_000): SharedRates {
  const rates = new SharedRates({ url, log, answerMs, awayMs });
  onTestFinished(() => rates.close());
  return rates;
}

async function ask<T extends pg.QueryResultRow>(text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('three replicas on one store', () => {
  it('let the limit through together, and no more, from their first moment on', async () => {
    const replicas = [open(), open(), open()].map((rates) => rates.limiter('defaults', hour(50)));
    const counts = await Promise.all(
      Array.from({ length: 240 }, (_, n) => replicas[n % replicas.length]!.count('one client')),
    );
    expect(counts.filter(({ allowed }) => allowed)).toHaveLength(50);
    const [row] = await ask<{ keys: string; schemas: string }>(
      `SELECT (SELECT count(*) FROM carveout_gateway.rates) AS keys, count(*) AS schemas FROM pg_namespace WHERE nspname = 'carveout_gateway'`,
    );
    expect(row).toEqual({ keys: '1', schemas: '1' });
  });

  it('count each client and each line by itself', async () => {
    const [one, two] = [open(), open()];
    const of = (rates: SharedRates, line: string) => rates.limiter(line, hour(2));
    await of(one, 'line').count('ann');
    await of(two, 'line').count('ann');
    expect(await of(one, 'line').count('ann')).toMatchObject({ allowed: false, remaining: 0 });
    expect(await of(two, 'line').count('bob')).toMatchObject({ allowed: true, remaining: 1 });
    expect(await of(two, 'other').count('ann')).toMatchObject({ allowed: true, remaining: 1 });
  });
});

it('does not ask the store about a client who is over the rate', async () => {
  const limiter = open().limiter('flooded', hour(3));
  for (let times = 0; times < 4; times++) await limiter.count('flood');
  for (let times = 0; times < 500; times++) expect((await limiter.count('flood')).allowed).toBe(false);
  const [row] = await ask<{ points: number }>(`SELECT points FROM carveout_gateway.rates WHERE key LIKE 'flooded%'`);
  expect(row!.points).toBe(4);
});

it('needs no right to make anything where its table is there already', async () => {
  await open().limiter('prepared', hour(1)).count('x');
  const role = `${database.name}_gateway`;
  await ask(`CREATE ROLE ${role} LOGIN PASSWORD 'only-for-this-test'`);
  await ask(`GRANT USAGE ON SCHEMA carveout_gateway TO ${role}`);
  await ask(`GRANT SELECT, INSERT, UPDATE, DELETE ON carveout_gateway.rates TO ${role}`);
  const url = Object.assign(new URL(database.url), { username: role, password: 'only-for-this-test' });
  const { log, text } = readableLog();
  const limiter = open(url.href, log).limiter('least', hour(1));
  const counts = [await limiter.count('ann'), await limiter.count('ann')];
  await ask(`DROP OWNED BY ${role}`);
  await ask(`DROP ROLE ${role}`);
  expect(counts.map(({ allowed }) => allowed)).toEqual([true, false]);
  expect(text()).not.toContain('away');
});

it('two replicas count together again when their table was lost', async () => {
  const { log, text } = readableLog();
  const replicas = [open(database.url, log, 10_000, 1), open(database.url, log, 10_000, 1)];
  const limiters = replicas.map((rates) => rates.limiter('lost', hour(1_000)));
  for (const limiter of limiters) await limiter.count('ann');
  await ask('DROP SCHEMA carveout_gateway CASCADE');
  const remaining = async (): Promise<number[]> => {
    const counts: number[] = [];
    for (const limiter of limiters) counts.push((await limiter.count('ann')).remaining);
    return counts;
  };
  const told = (line: RegExp): number => text().match(line)?.length ?? 0;
  await vi.waitUntil(async () => (await remaining()) && told(/shared with other replicas again/g) === 2, {
    timeout: 20_000,
  });
  const [one, other] = await remaining();
  expect(other).toBe(one! - 1);
  expect(told(/store of shared rates is away/g)).toBe(2);
});

describe('without its store', () => {
  it.each([
    ['that is not there', () => Promise.resolve({ url: 'postgres://gateway@127.0.0.1:1/none', asked: () => 0 })],
    ['that hangs', hanging],
  ])('one %s, each replica counts by itself, says so once, and lets nobody wait long', async (_what, openStore) => {
    const { log, text } = readableLog();
    const store = await openStore();
    const limiter = open(store.url, log, 500).limiter('alone', hour(2));
    const delay = new LoopDelay(() => performance.now());
    delay.start();
    onTestFinished(() => delay.stop());
    const began = performance.now();
    const allowed = [];
    for (let times = 0; times < 50; times++) allowed.push((await limiter.count('ann')).allowed);
    const ended = performance.now();
    expect(allowed.filter((one) => one)).toHaveLength(2);
    // One in 2 s asks the store, and waits 500 ms for it. That this process itself was held up is not its fault.
    expect(store.asked()).toBeLessThanOrEqual(1 + Math.floor((ended - began) / 2_000));
    expect(ended - began - delay.between(began, ended)).toBeLessThan((store.asked() + 1) * 1_000);
    expect(text().match(/store of shared rates is away/g)).toHaveLength(1);
  });
});

async function hanging() {
  const sockets: { destroy(): void }[] = [];
  const server = createServer((socket) => void sockets.push(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const url = `postgres://gateway@127.0.0.1:${(server.address() as AddressInfo).port}/none`;
  return { url, asked: () => sockets.length };
}
