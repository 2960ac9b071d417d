import { Agent, createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Balancer } from './balancer.ts';
import { send } from './send.ts';

const soon = { timeout: 20_000, interval: 20 };
/** Longer than a test takes: a connection that is not used for a moment must not be closed. */
const keepAliveTimeout = 65_000;

/** A door that says its name, and is ready or not. */
async function door(name: string) {
  const state = { ready: true };
  const own = createServer({ keepAliveTimeout }, (_request, response) => response.end(name));
  const admin = createServer({ keepAliveTimeout }, (_request, response) => {
    response.statusCode = state.ready ? 200 : 503;
    response.end();
  });
  const [port, adminPort] = await Promise.all([own, admin].map(listening));
  onTestFinished(() => [own, admin].forEach((server) => server.close().closeAllConnections()));
  return { state, own, target: { port: port!, adminPort: adminPort! } };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

it('hands new connections to those that are ready, keeps those that are made, and hides no refusal', async () => {
  const [one, other] = [await door('one'), await door('other')];
  const balancer = await Balancer.listen([one.target, other.target]);
  onTestFinished(() => balancer.close());
  const asked = { route: '/', method: 'GET', path: '/', headers: {}, expected: [200] } as const;
  const fresh = new Agent({ keepAlive: false });
  const kept = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => kept.destroy());
  const names = async (): Promise<string[]> => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(balancer.port, asked, fresh)));
    return [...new Set(answers.map(({ text, failure }) => failure?.kind ?? text))].toSorted();
  };
  await vi.waitFor(async () => expect(await names()).toEqual(['one', 'other']), soon);
  let keeper = '';
  await vi.waitFor(async () => {
    kept.destroy();
    keeper = (await send(balancer.port, asked, kept)).text;
    expect(keeper).toBe('one');
  }, soon);

  one.state.ready = false;
  await vi.waitFor(async () => expect(await names()).toEqual(['other']), soon);
  expect((await send(balancer.port, asked, kept)).text).toBe('one');

  // Gone without having said so.
  other.own.close().closeAllConnections();
  expect(await names()).toEqual(['reset']);
  other.state.ready = false;
  await vi.waitFor(() => expect(balancer.isReady(other.target)).toBe(false), soon);
  expect(await names()).toEqual(['reset']);
});
