import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import type { TcpProxy } from '../../proxy/tcp-proxy.ts';
import type { ShopProcess } from '../deployables/shop-process.ts';
import { Injector } from './injector.ts';

const soon = { timeout: 20_000, interval: 5 };

let did: string[];
let starts: number;
let runs: boolean;
let connections: number;
let brokerStarts: { readonly resolve: () => void; readonly reject: (error: Error) => void }[];
let injector: Injector;

beforeEach(() => {
  did = [];
  starts = 1;
  runs = true;
  connections = 1;
  brokerStarts = [];
  const orders = {
    modules: ['orders'],
    get starts() {
      return starts;
    },
    signal: (name: string) => runs && did.push(name) > 0,
  } as unknown as ShopProcess;
  const proxy = {
    get open() {
      return connections;
    },
    reset: () => did.push('reset'),
    weather: (weather?: object) => did.push(JSON.stringify(weather ?? 'fair')),
  } as unknown as TcpProxy;
  injector = new Injector(
    {
      processes: new Map([['orders', orders]]),
      ways: new Map([['orders', { database: [proxy], broker: [], link: [] }]]),
      brokerNodes: [
        {
          kill: (signal) => Promise.resolve(void did.push(`broker ${signal}`)),
          start: () => new Promise((resolve, reject) => brokerStarts.push({ resolve, reject })),
        },
      ],
      terminate: (modules) => {
        if (connections > 0) did.push(`terminate ${modules.join()}`);
        return Promise.resolve(connections);
      },
    },
    () => undefined,
  );
});

it('does at once what does not last', async () => {
  injector.inject({ kind: 'kill', process: 'orders' });
  injector.inject({ kind: 'restart', process: 'orders' });
  injector.inject({ kind: 'reset', process: 'orders', way: 'database' });
  injector.inject({ kind: 'terminate', process: 'orders' });
  await expect.poll(() => did, soon).toEqual(['SIGKILL', 'SIGTERM', 'reset', 'terminate orders']);
  await injector.end();
  expect(injector.missed).toEqual({});
  expect(injector.counts).toEqual({ kill: 1, 'reset database': 1, restart: 1, terminate: 1 });
});

it('undoes what lasts, in time', async () => {
  injector.inject({ kind: 'freeze', process: 'orders', ms: 20 });
  injector.inject({ kind: 'weather', process: 'orders', way: 'database', weather: { delayMs: 5 }, ms: 40 });
  expect(did).toEqual(['SIGSTOP', '{"delayMs":5}']);
  await expect.poll(() => did.slice(2), soon).toEqual(['SIGCONT', '"fair"']);
});

it('undoes it at once at the end', async () => {
  injector.inject({ kind: 'freeze', process: 'orders', ms: 3_600_000 });
  injector.inject({ kind: 'broker-freeze', node: 0, ms: 3_600_000 });
  const before = Date.now();
  await injector.end();
  expect(did.toSorted()).toEqual(['SIGCONT', 'SIGSTOP', 'broker SIGCONT', 'broker SIGSTOP']);
  expect(injector.lastOverAt).toBeGreaterThanOrEqual(before);
});

it('does not thaw the one that was started in its place', async () => {
  injector.inject({ kind: 'freeze', process: 'orders', ms: 3_600_000 });
  starts = 2;
  await injector.end();
  expect(did).toEqual(['SIGSTOP']);
});

it('leaves a broker alone that is not back yet, and counts its fault as over when it is', async () => {
  injector.inject({ kind: 'broker-kill', node: 0, ms: 0 });
  await expect.poll(() => brokerStarts.length, soon).toBe(1);
  injector.inject({ kind: 'broker-freeze', node: 0, ms: 0 });
  await expect.poll(() => injector.missed, soon).toEqual({ 'broker-freeze': 1 });
  const before = injector.lastOverAt;
  let isOver = false;
  const over = injector.end().then(() => (isOver = true));
  await sleep(20);
  expect([did, isOver, injector.isBrokerAway, injector.lastOverAt]).toEqual([['broker SIGKILL'], false, true, before]);
  expect(injector.counts).toEqual({});
  const backAt = Date.now();
  brokerStarts[0]!.resolve();
  await over;
  expect(injector.isBrokerAway).toBe(false);
  expect(injector.lastOverAt).toBeGreaterThanOrEqual(backAt);
  expect(injector.counts).toEqual({ 'broker-kill': 1 });
  expect(injector.missed).toEqual({ 'broker-freeze': 1 });
  expect(injector.history.map(({ what }) => what)).toContain(
    'not carried out: freeze broker node 1 for 0.0 s: it is not back yet',
  );
  expect(injector.violations).toEqual([]);
});

it('counts no fault that found nothing to break', async () => {
  [runs, connections] = [false, 0];
  const before = injector.lastOverAt;
  injector.inject({ kind: 'kill', process: 'orders' });
  injector.inject({ kind: 'restart', process: 'orders' });
  injector.inject({ kind: 'freeze', process: 'orders', ms: 3_600_000 });
  injector.inject({ kind: 'reset', process: 'orders', way: 'database' });
  injector.inject({ kind: 'terminate', process: 'orders' });
  injector.inject({ kind: 'weather', process: 'orders', way: 'database', weather: { delayMs: 5 }, ms: 10 });
  const missed = { freeze: 1, kill: 1, 'reset database': 1, restart: 1, terminate: 1, 'weather database': 1 };
  await expect.poll(() => injector.missed, soon).toEqual(missed);
  expect(injector.counts).toEqual({});
  expect(injector.lastOverAt).toBe(before);
});

it('counts the ways that were broken apart from those that had no connection', async () => {
  for (const way of ['database', 'broker', 'link'] as const) {
    injector.inject({ kind: 'reset', process: 'orders', way });
    injector.inject({ kind: 'weather', process: 'orders', way, weather: { delayMs: 5 }, ms: 3_600_000 });
  }
  await injector.end();
  expect(injector.counts).toEqual({ 'reset database': 1, 'weather database': 1 });
  expect(injector.missed).toEqual({ 'reset broker': 1, 'reset link': 1, 'weather broker': 1, 'weather link': 1 });
});

it('takes it for a violation when a broker does not come back', async () => {
  injector.inject({ kind: 'broker-kill', node: 0, ms: 0 });
  await expect.poll(() => brokerStarts.length, soon).toBe(1);
  brokerStarts[0]!.reject(new Error('no port'));
  await injector.end();
  expect(injector.violations).toEqual(['broker node 1 did not come back: Error: no port']);
});

it('counts weather on a way that got its connection meanwhile', async () => {
  connections = 0;
  injector.inject({ kind: 'weather', process: 'orders', way: 'database', weather: { delayMs: 5 }, ms: 3_600_000 });
  connections = 1;
  await injector.end();
  expect([injector.counts, injector.missed]).toEqual([{ 'weather database': 1 }, {}]);
});
