import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { certificates } from '@carveout/runtime/testing/certificates';
import { expect, it, onTestFinished } from 'vitest';
import { openGateway } from '../testing/open-gateway.ts';
import { send } from '../testing/send.ts';

/** A gateway before an instance whose certificate is for 127.0.0.1 and hosts.example.test. */
async function openSecure(servername?: string) {
  let connections = 0;
  const server = createServer({ key: certificates.key, cert: certificates.cert }, (_request, response) =>
    response.end(),
  );
  server.on('secureConnection', () => (connections += 1));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const tls = servername === undefined ? certificates : { ...certificates, servername };
  const { url, registry } = await openGateway({ upstreams: { tls } });
  registry.tell('stock', [(server.address() as AddressInfo).port], true);
  return { ask: (host: string) => send(`${url}/stock`, { Host: host }), connections: () => connections };
}

const HOSTS = ['127.0.0.1', 'shop.example.com', 'localhost:3000', 'hosts.example.test', 'others.example.test'];

it.each([
  ['its address', undefined],
  ['the name that all have', 'hosts.example.test'],
])('an instance is known by %s, whatever host clients ask', async (_what, servername) => {
  const { ask, connections } = await openSecure(servername);
  for (const host of HOSTS) expect([host, (await ask(host)).status]).toEqual([host, 200]);
  expect(connections()).toBe(1);
});

it.each(HOSTS)('an instance without the name that all have gets nothing, also where %s is asked', async (host) => {
  const { ask } = await openSecure('others.example.test');
  const { status, text } = await ask(host);
  expect([status, JSON.parse(text)]).toMatchObject([503, { code: 'CARV-304' }]);
});
