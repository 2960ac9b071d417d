import { findConsul, startPrivateConsul } from '@carveout/testing/backing';
import { keptLog } from '@carveout/testing/conformance/discovery';
import type { Discovery, Instance } from '@carveout/runtime';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { PrivateConsul } from '@carveout/testing/backing';
import { createConsulDiscovery } from './index.ts';

const ROOT = '0e1a62b6-5d0f-4a49-9c7c-0d1f6f3f5a01';
const soon = { timeout: 20_000, interval: 50 };
const instance: Instance = {
  ...{ id: 'i-1', host: '10.0.0.1', ports: { http: 80 } },
  ...{ secure: false, metadata: {} },
};

let consul: PrivateConsul | undefined;
const opened: Discovery[] = [];

beforeAll(async () => {
  if (findConsul() === undefined) return;
  consul = await startPrivateConsul(
    `acl { enabled = true, default_policy = "deny", tokens { initial_management = "${ROOT}", agent = "${ROOT}" } }`,
  );
});
afterAll(async () => {
  await Promise.all(opened.map((discovery) => discovery.stop()));
  await consul?.remove();
});

function open(token?: string): Discovery {
  const limits = { retryMs: 500, readyMs: 50 };
  const discovery = createConsulDiscovery({
    ...{ url: consul!.url, limits, log: keptLog().log },
    ...(token === undefined ? {} : { token }),
  });
  opened.push(discovery);
  return discovery;
}

async function tokenFor(rules: string): Promise<string> {
  const put = async (path: string, body: object) => {
    const answer = await fetch(`${consul!.url}/v1/acl/${path}`, {
      method: 'PUT',
      headers: { 'x-consul-token': ROOT },
      body: JSON.stringify(body),
    });
    expect([path, answer.status]).toEqual([path, 200]);
    return (await answer.json()) as { ID: string; SecretID: string };
  };
  const { ID } = await put('policy', { Name: `p${Math.random().toString(36).slice(2)}`, Rules: rules });
  return (await put('token', { Policies: [{ ID }] })).SecretID;
}

it('a Consul with access control wants a token that may write the own modules and read the others', async (context) => {
  if (consul === undefined) return context.skip('the stand-in for Consul has no access control');
  const reads = 'node_prefix "" { policy = "read" } service_prefix "" { policy = "read" }';
  const host = open(await tokenFor(`${reads} service "orders" { policy = "write" }`));
  const announced = await host.announce({ instance, modules: ['orders'], ready: () => true });
  expect(host.health()).toBeUndefined();
  const pictures: (readonly Instance[])[] = [];
  await open(await tokenFor(reads)).start(['orders'], (_module, instances) => void pictures.push(instances));
  await vi.waitFor(() => expect(pictures.at(-1)?.map(({ id }) => id)).toEqual(['i-1']), soon);

  const stranger = open(await tokenFor('service "carts" { policy = "write" }'));
  const refused = await stranger.announce({
    instance: { ...instance, id: 'i-2' },
    modules: ['orders'],
    ready: () => true,
  });
  expect(stranger.health()).toMatch(/asked for a registration of orders: 403/);

  const blind = open(await tokenFor('service "carts" { policy = "read" }'));
  const told: unknown[] = [];
  await blind.start(['orders'], (_module, instances) => void told.push(instances));
  expect(told).toEqual([]);
  expect(blind.health()).toMatch(/asked for where orders is: the token may not read all of it/);

  await Promise.all([announced.withdraw(2_000), refused.withdraw(2_000)]);
  await vi.waitFor(() => expect(pictures.at(-1)).toEqual([]), soon);
});
