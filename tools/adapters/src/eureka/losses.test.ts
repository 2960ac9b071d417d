import type { Discovery } from '@carveout/runtime';
import { keptLog } from '@carveout/testing/conformance/discovery';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AnsweringServer } from './fixture/answering-server.ts';
import { answeringServer, recordAt, registryText, says } from './fixture/answering-server.ts';
import { createEurekaDiscovery } from './index.ts';

const soon = { timeout: 20_000, interval: 10 };

let server: AnsweringServer;
let discovery: Discovery;
/** Of `orders`, each with what health said when it was told. */
let told: [number, string | undefined][];

beforeEach(async () => {
  server = await answeringServer(says(registryText()));
  told = [];
  discovery = createEurekaDiscovery({ urls: [server.url], fetchMs: 50, renewMs: 500, log: keptLog().log });
});

afterEach(async () => {
  await discovery.stop();
  await server.close();
});

/** The registry's answer with instances of `orders` that are up, and other records. */
const registry = (up: number, ...others: readonly Record<string, unknown>[]) =>
  says(registryText(...Array.from({ length: up }, (_, index) => recordAt(`10.0.0.${index + 1}`)), ...others));

const watch = () =>
  discovery.start(['orders'], (_, instances) => void told.push([instances.length, discovery.health()]));

it.each([
  ['3 of 4 are', 4, 1],
  ['2 of 2 are', 2, 0],
])(
  'where %s gone at once, health says so before that is told, though nothing was announced',
  async (_, before, left) => {
    server.answer = registry(before);
    await watch();
    server.answer = registry(left);
    await vi.waitFor(() => expect(told).toHaveLength(2), soon);
    const lost = `Eureka has lost ${before - left} of ${before} records at once: it may have been started anew`;
    expect(told).toEqual([
      [before, undefined],
      [left, lost],
    ]);
    await vi.waitFor(() => expect(discovery.health()).toBeUndefined(), soon);
  },
);

it.each([
  ['one is gone', 1, 0, []],
  ['half of them are gone', 4, 2, []],
  [
    'others of other modules stay',
    2,
    0,
    [recordAt('10.0.1.1', { app: 'CARTS' }), recordAt('10.0.1.2', { app: 'MAIL' })],
  ],
])('where %s, that is believed', async (_, before, left, others) => {
  server.answer = registry(before, ...others);
  await watch();
  server.answer = registry(left, ...others);
  await vi.waitFor(() => expect(told).toHaveLength(2), soon);
  expect(told).toEqual([
    [before, undefined],
    [left, undefined],
  ]);
});

it('where all say that they are down, that is believed', async () => {
  server.answer = registry(2);
  await watch();
  server.answer = registry(0, ...[1, 2].map((nr) => recordAt(`10.0.0.${nr}`, { status: 'DOWN' })));
  await vi.waitFor(() => expect(told).toHaveLength(2), soon);
  expect(told[1]).toEqual([0, undefined]);
});
