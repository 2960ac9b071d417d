import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { KubernetesOptions } from './index.ts';
import { createKubernetesDiscovery } from './index.ts';
import { ownNamespace } from './options.ts';
import { readEndpoint, readEndpoints } from './read-endpoints.ts';

const srv = (name: unknown, port: unknown) => ({ name, port, priority: 0, weight: 100 }) as never;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

it('brings the records of both ports together, by target, whatever its letters', () => {
  const { endpoints, nonsense } = readEndpoints(
    [srv('Pod-A.orders', 80), srv('pod-b.orders', 80)],
    [srv('pod-a.orders', 90), srv('pod-c.orders', 90)],
  );
  expect(nonsense).toEqual([]);
  expect(endpoints).toEqual([
    { target: 'pod-a.orders', ports: { http: 80, link: 90 } },
    { target: 'pod-b.orders', ports: { http: 80 } },
    { target: 'pod-c.orders', ports: { link: 90 } },
  ]);
});

it.each([
  ['pod-a', 0],
  ['pod-a', 65_536],
  ['pod-a', '80'.repeat(3)],
  ['pod a', 80],
  ['pod-a\nHost: x', 80],
  [`${'a'.repeat(64)}.orders`, 80],
  ['a..b', 80],
  [7, 80],
])('a record of target %j and port %j makes no sense', (target, port) => {
  const { endpoints, nonsense } = readEndpoints([srv(target, port)], []);
  expect(endpoints).toEqual([]);
  expect(nonsense).toHaveLength(1);
  expect(nonsense[0]!.nonsense).not.toContain('\n');
});

it('a target of nothing is decidedly nobody (RFC 2782)', () => {
  expect(readEndpoints([srv('', 0)], [srv('.', 0)])).toEqual({ endpoints: [], nonsense: [] });
});

it('an endpoint without an address is left out', () => {
  const endpoint = { target: 'pod-a', ports: { http: 80 } };
  expect(readEndpoint(endpoint, undefined, false)).toEqual({ nonsense: 'pod-a has no address' });
});

it('options that cannot work are refused, all of them at once', () => {
  const refused = (options: Partial<KubernetesOptions>) => {
    try {
      createKubernetesDiscovery({ namespace: 'shop', log, ...options });
    } catch (error) {
      return error as { code: string; message: string };
    }
    throw new Error('they were taken');
  };
  const { code, message } = refused({
    ...{ namespace: 'My Shop', domain: 'a..b', pollMs: 0, timeoutMs: 1.5, cacheMs: -1 },
    servers: ['10.0.0.10:53', '[fd00::1]:53', 'fd00::1', '10.0.0.10', 'kube-dns', '10.0.0.10:99999'],
  });
  expect(code).toBe('CARV-440');
  for (const part of ['My Shop', 'a..b', 'pollMs', 'timeoutMs', 'cacheMs', "not 'kube-dns'", "not '10.0.0.10:99999'"])
    expect(message).toContain(part);
  expect(message.match(/servers must/g)).toHaveLength(2);
  expect(refused({ namespace: undefined }).message).toContain('namespace is missing');
  expect(refused({ servers: [] }).message).toContain('servers is empty');
});

it('the delay counts what the DNS of the cluster may keep', () => {
  expect(createKubernetesDiscovery({ namespace: 'shop', log }).delayMs).toBe(35_500);
});

it('the own namespace is that of the service account, where there is one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'carveout-namespace-'));
  writeFileSync(join(folder, 'namespace'), 'shop\n');
  expect(ownNamespace(join(folder, 'namespace'))).toBe('shop');
  expect(ownNamespace(join(folder, 'none'))).toBeUndefined();
  rmSync(folder, { recursive: true });
});
