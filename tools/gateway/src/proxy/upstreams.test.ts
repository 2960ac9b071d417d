import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Balancer, Member } from '@carveout/runtime/discovery';
import { Networks } from '@carveout/runtime/discovery';
import { certificates } from '@carveout/runtime/testing/certificates';
import { expect, it, onTestFinished } from 'vitest';
import { readableLog } from '../testing/around-policies.ts';
import { Upstreams } from './upstreams.ts';
import type { UpstreamOptions } from './upstreams.ts';

function memberAt(fields: Partial<Member['instance']>): Member {
  const instance = { id: 'one', host: '127.0.0.1', ports: {}, secure: false, metadata: {}, ...fields };
  return { instance } as unknown as Member;
}

function upstreamsOf(member: Member, options: Partial<UpstreamOptions>): Upstreams {
  const pick = (_module: string, tried?: ReadonlySet<Member>) => (tried?.has(member) === true ? undefined : member);
  const balancer = { pick } as Balancer;
  const upstreams = new Upstreams({ balancer, networks: new Networks(), ...options });
  onTestFinished(() => upstreams.close());
  return upstreams;
}

const tls = { cert: '', key: '', ca: '' };

it.each<[string, string, boolean, Partial<UpstreamOptions>]>([
  ['in development', '10.0.0.1', true, {}],
  ['in production', '10.0.0.1', false, { production: true }],
  ['in production on this machine', '127.0.0.1', true, { production: true }],
  ['in production behind a mesh', '10.0.0.1', true, { production: true, plaintext: true }],
  ['with certificates', '10.0.0.1', false, { tls }],
  ['with certificates behind a mesh', '10.0.0.1', true, { tls, plaintext: true }],
])('an instance without TLS, %s at %s: asked is %s', async (_when, host, asked, options) => {
  const member = memberAt({ host, ports: { http: 80 } });
  const { log, text } = readableLog();
  const upstreams = upstreamsOf(member, { log, ...options });
  expect(upstreams.of(member) !== undefined).toBe(asked);
  expect(text().includes('speaks no TLS')).toBe(!asked);
});

it.each([
  ['its address', undefined, true],
  ['the name that all have', 'hosts.example.test', true],
  ['another name', 'others.example.test', false],
])('an instance is known by %s', async (_what, servername, known) => {
  const server = createServer({ key: certificates.key, cert: certificates.cert }, (_request, response) =>
    response.end(),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const member = memberAt({ ports: { http: port }, secure: true });
  const named = servername === undefined ? certificates : { ...certificates, servername };
  const { pool } = upstreamsOf(member, { tls: named }).of(member)!;
  const asked = pool.request({ path: '/', method: 'GET' }).then(({ statusCode }) => statusCode);
  await (known
    ? expect(asked).resolves.toBe(200)
    : expect(asked).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }));
});
