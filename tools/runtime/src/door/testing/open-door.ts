import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AnyOperation } from '@carveout/contract';
import type Koa from 'koa';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { createDoor } from '../create-door.ts';
import type { DoorOptions } from '../options.ts';
import type { OutsideRequest } from '../outside.ts';
import { serverLimits } from '../server-limits.ts';
import { things } from './shop.ts';

export interface MadeCall {
  readonly operation: string;
  readonly input: unknown;
  readonly request: OutsideRequest;
}

export interface OpenDoor {
  readonly url: string;
  readonly port: number;
  readonly calls: MadeCall[];
  /** What was logged, parsed. */
  readonly lines: Record<string, unknown>[];
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
}

/** Serves a door on a loopback port for one test. `answer` stands for the call pipeline. */
export async function openDoor(
  answer: (operation: AnyOperation, input: unknown, request: OutsideRequest) => unknown,
  options: Partial<DoorOptions> = {},
): Promise<OpenDoor> {
  const calls: MadeCall[] = [];
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const app = createDoor({
    contracts: [things],
    log,
    live: () => true,
    ready: () => true,
    call: async (operation, input, request) => {
      calls.push({ operation: operation.id, input, request });
      return answer(operation, input, request);
    },
    ...options,
  });
  const port = await listen(app);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    calls,
    lines,
    send: (method, path, body, headers = {}) =>
      fetch(url + path, {
        method,
        redirect: 'manual',
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
  };
}

/** Serves `app` on a loopback port until the test ends. */
export async function listen(app: Koa): Promise<number> {
  const server = createServer(serverLimits, app.callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}
