import { createEurekaDiscovery } from '@carveout/adapters/eureka';
import type { Discovery, Instance } from '@carveout/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { skipWhereMissing } from '../vitest/index.ts';
import { startPrivateEureka } from '../backing/index.ts';
import type { PrivateEureka } from '../backing/index.ts';
import { freePort } from '../backing/processes/free-port.ts';
import { keptLog } from '../conformance/kept-log.ts';
import { need } from '../vitest/index.ts';
import { goTwin, springTwin } from './launches.ts';
import { startProgram } from './program.ts';
import { missingGo, missingJava } from './toolchains.ts';

need('private-eureka');

const START_MS = 600_000;
/** A list of all may be a second old. */
const LISTED_MS = 20_000;
/** A single record is told as it is. */
const TOLD_MS = 20_000;
const DRAIN_MS = 30_000;

let server: PrivateEureka;
let discovery: Discovery;
let seen: readonly Instance[] = [];

beforeAll(async () => {
  server = await startPrivateEureka();
  discovery = createEurekaDiscovery({ urls: [server.url], fetchMs: 200, log: keptLog().log });
  await discovery.start(['currencies'], (_, instances) => (seen = instances));
});

afterAll(async () => {
  await discovery?.stop();
  await server?.remove();
});

describe.each([
  ['Go', goTwin, missingGo()],
  ['Spring Boot', springTwin, missingJava()],
])('a host in %s', (_, launch, missing) => {
  skipWhereMissing(() => missing);

  const statusOfRecord = async (): Promise<string> => {
    const response = await fetch(`${server.url}/apps/CURRENCIES/currencies-1:currencies`, {
      headers: { accept: 'application/json' },
    });
    if (!response.ok) return String(response.status);
    return ((await response.json()) as { readonly instance: { readonly status: string } }).instance.status;
  };

  it(
    'is found through Eureka where it takes calls, and taken out before it drains',
    { timeout: START_MS },
    async () => {
      const ports = { http: await freePort(), link: await freePort() };
      const program = await startProgram(launch, {
        EUREKA_URL: server.url,
        PORT: String(ports.http),
        LINK_PORT: String(ports.link),
        CARVEOUT_ZONE: 'here',
        CARVEOUT_DRAIN_MS: String(DRAIN_MS),
      });
      try {
        await expect.poll(statusOfRecord, { timeout: TOLD_MS }).toBe('UP');
        const found = { id: 'currencies-1', host: '127.0.0.1', ports, secure: false, zone: 'here' };
        await expect.poll(() => seen, { timeout: LISTED_MS }).toMatchObject([found]);
        const ended = program.stop();
        await expect.poll(statusOfRecord, { timeout: DRAIN_MS }).toBe('404');
        expect((await fetch(`http://127.0.0.1:${ports.http}/api/currencies`)).status).toBe(200);
        expect(await ended).toBe(0);
      } finally {
        await program.stop();
      }
    },
  );
});
