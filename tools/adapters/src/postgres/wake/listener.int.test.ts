import { setTimeout as sleep } from 'node:timers/promises';
import { openTcpProxy, witnessOf } from '@carveout/testing/proxy';
import { testDatabase } from '@carveout/testing/vitest';
import pg from 'pg';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createListener } from './listener.ts';

const database = testDatabase();
const soon = { timeout: 20_000, interval: 20 };
const TERMINATE = Buffer.from([0x58, 0, 0, 0, 4]);

const readable = (bytes: Buffer): string => bytes.toString('latin1').replaceAll(/[^ -~]/g, '.');

/** The database by a way on which each answer takes its time, so that a listener can be met in each step of its opening. */
async function slowWay(delayMs: number): Promise<string> {
  const proxy = await openTcpProxy({ port: Number(new URL(database.url).port) });
  onTestFinished(() => proxy.close());
  proxy.weather({ delayMs });
  const way = new URL(database.url);
  way.port = String(proxy.port);
  return way.href;
}

it('hears what is notified, and what it may have missed is told once it listens', async () => {
  const heard = vi.fn<() => void>();
  const listener = createListener({ connectionString: database.url }, 'heard', heard);
  onTestFinished(() => listener.close());
  listener.open();
  await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1), soon);
  const other = new pg.Client(database.url);
  await other.connect();
  await other.query(`select pg_notify('heard', '')`);
  await other.end();
  await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2), soon);
});

it('takes its leave in the words of the protocol, wherever its opening stands when it is closed', async () => {
  const witness = await witnessOf(await slowWay(20));
  onTestFinished(() => witness.close());
  const abrupt: string[] = [];
  for (let afterMs = 0; afterMs <= 300; afterMs += 15) {
    const listener = createListener({ connectionString: witness.url }, 'leaving', () => undefined);
    listener.open();
    await sleep(afterMs);
    // A relay that ends closes it without waiting, and its store closes it again, just before the process exits.
    void listener.close();
    await listener.close();
    const { said } = witness.seen.at(-1)!;
    if (!said.subarray(-TERMINATE.length).equals(TERMINATE)) abrupt.push(readable(said));
  }
  expect(witness.seen).toHaveLength(21);
  expect(abrupt).toEqual([]);
});

it('does not wait for a database that has fallen silent', async () => {
  const proxy = await openTcpProxy({ port: Number(new URL(database.url).port) });
  onTestFinished(() => proxy.close());
  proxy.weather({ silent: 'both' });
  const way = new URL(database.url);
  way.port = String(proxy.port);
  const listener = createListener({ connectionString: way.href }, 'silent', () => undefined);
  listener.open();
  await vi.waitFor(() => expect(proxy.open).toBe(1), soon);
  const since = performance.now();
  await listener.close();
  expect(performance.now() - since).toBeLessThan(10_000);
});
