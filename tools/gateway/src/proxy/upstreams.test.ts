import type { Balancer, Member } from '@carveout/runtime/discovery';
import { Networks } from '@carveout/runtime/discovery';
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
