import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { need } from '../../vitest/needs.ts';
import { identify } from '../joining/process-identity.ts';
import { listenersOf } from '../processes/listeners.fixture.ts';
import { eurekaAnswers } from './answers.ts';
import type { PrivateEureka } from './private-eureka.ts';
import { startPrivateEureka } from './private-eureka.ts';

need('private-eureka');

let server: PrivateEureka;

beforeAll(async () => {
  server = await startPrivateEureka();
});

afterAll(() => server?.remove());

it('listens on loopback alone', () => {
  const [address, ...others] = listenersOf(server.pid);
  // 127.0.0.1 as an IPv6 socket has it, in the kernel's spelling.
  expect(address).toMatch(new RegExp(`^(127\\.0\\.0\\.1|0000000000000000FFFF00000100007F):${server.port}$`));
  expect(others).toEqual([]);
});

it('comes back on the same port, empty, after a kill, and is frozen and thawed', async () => {
  const registered = await fetch(`${server.url}/apps/ORDERS`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      instance: {
        instanceId: 'one',
        app: 'ORDERS',
        hostName: '10.0.0.1',
        ipAddr: '10.0.0.1',
        status: 'UP',
        dataCenterInfo: { '@class': 'com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo', name: 'MyOwn' },
      },
    }),
  });
  expect(registered.status).toBe(204);
  expect(await applications()).toHaveLength(1);
  await server.kill('SIGSTOP');
  // What was under way when the signal was sent may still be answered.
  await vi.waitFor(async () => expect(await eurekaAnswers(server.url)).toBe(false), { timeout: 10_000 });
  await server.kill('SIGCONT');
  expect(await applications()).toHaveLength(1);

  const ended = server.pid;
  await server.kill();
  expect(identify(ended)).toBeUndefined();
  expect(await eurekaAnswers(server.url)).toBe(false);
  await server.start();
  expect(server.pid).not.toBe(ended);
  expect(await applications()).toEqual([]);
}, 120_000);

async function applications(): Promise<unknown> {
  const response = await fetch(`${server.url}/apps/`, { headers: { accept: 'application/json' } });
  return ((await response.json()) as { applications: { application: unknown } }).applications.application;
}
