import { Agent, request } from 'node:http';
import type { RequestOptions } from 'node:http';
import { createRabbitmq } from '@carveout/adapters/rabbitmq';
import { CallFailure, compose } from '@carveout/runtime';
import pino from 'pino';
import { askerModule, topology } from './busy.ts';
import { WANTED_MS } from './busy-contract.ts';
import type { BusyCalls } from './busy-contract.ts';
import type { DeskCalls } from './desk.ts';

/** How one ask ended: `done` in time, or otherwise. */
export type AskOutcome = string;

/** A way to ask the busy module. */
export interface Asks {
  readonly name: 'calls' | 'door' | 'sagas';
  /** Never rejects. */
  ask(): Promise<AskOutcome>;
  end(): Promise<void>;
}

/** As those who wait at a door, for as long as they say. */
export interface DoorAsks extends Asks {
  /** @param wantedMs later it is worth nothing. @default WANTED_MS */
  ask(wantedMs?: number): Promise<AskOutcome>;
}

/** From another module's process, over RabbitMQ: calls of the busy module, and of the one whose sagas need it. */
export async function asksByCall(url: string): Promise<{ readonly calls: Asks; readonly sagas: Asks }> {
  const log = pino({ level: 'silent' });
  const { calls, events } = createRabbitmq({ url, host: 'asker', log });
  const deployment = compose({
    deployable: 'asker',
    topology,
    modules: [askerModule],
    callLinks: { rabbitmq: calls },
    eventLink: events,
    log,
    env: {},
  });
  await deployment.start();
  const neighbours = () => deployment.callsAs('asker') as { busy: BusyCalls; desk: DeskCalls };
  const outcome = (call: Promise<unknown>): Promise<AskOutcome> =>
    call.then(
      () => 'done',
      (error: unknown) => (error instanceof CallFailure ? error.kind : String(error)),
    );
  let stopped: Promise<void> | undefined;
  const end = (): Promise<void> => (stopped ??= deployment.stop(1_000));
  return {
    calls: { name: 'calls', ask: () => outcome(neighbours().busy.work({})), end },
    sagas: { name: 'sagas', ask: () => outcome(neighbours().desk.arrange({})), end },
  };
}

/** What a proxy keeps open to one door. Without protection, that many requests wait for seconds. */
const CONNECTIONS = 1_000;

/**
 * From outside, over HTTP, as a proxy asks: over connections that it keeps open, and what nobody waits for any more comes
 * to its end. A visitor's own new connection would be kept waiting by the system, which protects a process a little.
 */
export async function asksAtDoor(port: number, connections = CONNECTIONS): Promise<DoorAsks> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections });
  const to = { host: '127.0.0.1', port, agent };
  await Promise.all(Array.from({ length: connections }, () => opened(to)));
  return {
    name: 'door',
    ask: (wantedMs = WANTED_MS) =>
      new Promise((resolve) => {
        const sending = request({ ...to, path: '/work' }, (response) => {
          response.resume();
          response.once('end', () => {
            clearTimeout(timer);
            resolve(response.statusCode === 200 ? 'done' : String(response.statusCode));
          });
        });
        const timer = setTimeout(() => {
          resolve('late');
          // What waits for a connection is not sent any more.
          if (sending.socket === null) sending.destroy();
        }, wantedMs);
        sending.on('error', (error: NodeJS.ErrnoException) => {
          clearTimeout(timer);
          resolve(error.code ?? error.message);
        });
        sending.end();
      }),
    end: () => Promise.resolve(agent.destroy()),
  };
}

/** Opens a connection by a question that costs nothing. */
function opened(to: RequestOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const sending = request({ ...to, path: '/health/live' }, (response) => response.resume().once('end', resolve));
    sending.on('error', reject).end();
  });
}
