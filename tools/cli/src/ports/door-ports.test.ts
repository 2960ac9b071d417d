import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freeDoorPorts } from './door-ports.ts';

let taken: Server;
let port: number;

beforeEach(async () => {
  taken = createServer().listen(0, '127.0.0.2');
  await once(taken, 'listening');
  ({ port } = taken.address() as AddressInfo);
});

afterEach(() => taken.close());

const ports = (more: NodeJS.ProcessEnv) => freeDoorPorts({ PORT: String(port), ADMIN_PORT: '0', ...more });

it('looks at the address that CARVEOUT_HOST names', async () => {
  await expect(ports({ CARVEOUT_HOST: '127.0.0.2' })).rejects.toMatchObject({ code: 'CARV-631' });
});

it.each([{}, { CARVEOUT_HOST: '' }, { HOST: '127.0.0.2' }])('looks at loopback with %o', async (environment) => {
  expect(await ports(environment)).toEqual({ port, adminPort: 0 });
});
