import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { whyNotFree } from './check-port.ts';
import { freeDoorPorts, LOOPBACK } from './door-ports.ts';

let taken: Server;
let port: number;

beforeEach(async () => {
  port = await freeOnBoth();
  taken = createServer().listen(port, '127.0.0.2');
  await once(taken, 'listening');
});

afterEach(() => taken.close());

/** A port that is free on either address, below those that connections and the servers of other tests take. */
async function freeOnBoth(): Promise<number> {
  for (;;) {
    const drawn = randomInt(3_100, 4_900);
    const reasons = [await whyNotFree(drawn, LOOPBACK), await whyNotFree(drawn, '127.0.0.2')];
    if (reasons.every((reason) => reason === undefined)) return drawn;
  }
}

const ports = (more: NodeJS.ProcessEnv) => freeDoorPorts({ PORT: String(port), ADMIN_PORT: '0', ...more });

it('looks at the address that CARVEOUT_HOST names', async () => {
  await expect(ports({ CARVEOUT_HOST: '127.0.0.2' })).rejects.toMatchObject({ code: 'CARV-631' });
});

it.each([{}, { CARVEOUT_HOST: '' }, { HOST: '127.0.0.2' }])('looks at loopback with %o', async (environment) => {
  expect(await ports(environment)).toEqual({ port, adminPort: 0, identityPort: undefined });
});

it('looks at the port for other gateways where there is to be one', async () => {
  const identity = { CARVEOUT_HOST: '127.0.0.2', PORT: '0', IDENTITY_PORT: String(port) };
  await expect(ports(identity)).rejects.toMatchObject({ code: 'CARV-631' });
  expect(await ports({ ...identity, CARVEOUT_HOST: '' })).toMatchObject({ identityPort: port });
});

it.each(['PORT', 'ADMIN_PORT', 'IDENTITY_PORT'])('refuses a %s that is none', async (variable) => {
  await expect(ports({ [variable]: '70000' })).rejects.toMatchObject({ code: 'CARV-633' });
});
