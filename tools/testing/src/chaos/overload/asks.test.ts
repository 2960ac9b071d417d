import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { asksAtDoor } from './asks.ts';

/** What must be late is soon, and what must not be has time. */
const SOON_MS = 100;
const LONG_MS = 30_000;

/** A door with a first request that has to wait for `answer`. */
async function door() {
  const held: ServerResponse[] = [];
  const state = { opened: 0, closed: 0, asked: 0, held };
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    if (request.url === '/work') state.asked += 1;
    if (request.url === '/work' && held.length === 0) held.push(response);
    else response.end();
  });
  server.on('connection', (socket) => {
    state.opened += 1;
    socket.once('close', () => (state.closed += 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return { port: (server.address() as AddressInfo).port, state };
}

/** It may be on its way still when nobody waits for it any more. */
const isHeld = (state: { readonly held: readonly unknown[] }): Promise<unknown> =>
  vi.waitUntil(() => state.held.length === 1, { timeout: 20_000 });

it('keeps its connections, and leaves what is late to the door', async () => {
  const { port, state } = await door();
  const asks = await asksAtDoor(port, 2);
  onTestFinished(() => asks.end());
  expect(state.opened).toBe(2);
  expect(await asks.ask(SOON_MS)).toBe('late');
  await isHeld(state);
  expect(await asks.ask(LONG_MS)).toBe('done');
  expect(state.closed).toBe(0);
  state.held[0]!.end();
  expect(await Promise.all([asks.ask(LONG_MS), asks.ask(LONG_MS)])).toEqual(['done', 'done']);
  expect(state).toMatchObject({ opened: 2, closed: 0 });
});

it('does not send what waited for a connection until it was late', async () => {
  const { port, state } = await door();
  const asks = await asksAtDoor(port, 1);
  onTestFinished(() => asks.end());
  expect(await Promise.all([asks.ask(SOON_MS), asks.ask(SOON_MS)])).toEqual(['late', 'late']);
  await isHeld(state);
  state.held[0]!.end();
  expect(await asks.ask(LONG_MS)).toBe('done');
  expect(state).toMatchObject({ opened: 1, asked: 2 });
});
