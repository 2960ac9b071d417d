import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { listenersOf } from '../backing/processes/listeners.fixture.ts';
import { soon } from './fixture/soon.ts';
import { started, startRun as start } from './fixture/start-run.ts';

interface Answer {
  readonly path: string;
  readonly status: number | undefined;
  readonly connection: string | undefined;
}

/** A client that keeps its connection and never tries again by itself. */
function ask(url: string, agent: Agent, watch?: (socket: Socket) => void): Promise<Omit<Answer, 'path'>> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent }, (response) => {
      response
        .resume()
        .once('end', () => resolve({ status: response.statusCode, connection: response.headers.connection }));
    });
    if (watch !== undefined) request.once('socket', watch);
    request.once('error', reject);
  });
}

/** A client that sends one request after the other until an answer tells it to stop. */
function clientOf(url: string, path: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const answers: Answer[] = [];
  /** One that was slow to send its next request: its connection was ended in good order, and nobody listens any more. */
  let turnedAway = false;
  let wasReset = false;
  const watched = new WeakSet<Socket>();
  const watch = (socket: Socket): void => {
    if (watched.has(socket)) return;
    watched.add(socket);
    socket.once('connect', () => socket.once('close', (hadError) => (wasReset ||= hadError)));
  };
  const askOn = async (): Promise<void> => {
    while (answers.at(-1)?.connection !== 'close') {
      try {
        answers.push({ path, ...(await ask(url + path, agent, watch)) });
      } catch (error) {
        const isRefused = (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
        if (!isRefused || wasReset || answers.length === 0) throw error;
        turnedAway = true;
        return;
      }
      await sleep(5);
      // After a standstill of this process, an end of the connection is read before the connection is used.
      await turn();
    }
  };
  return {
    answers,
    get turnedAway() {
      return turnedAway;
    },
    ended: askOn(),
  };
}

describe('a deployable that cannot start says why and exits with 1', () => {
  it('when its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    for (const variable of ['PORT', 'ADMIN_PORT']) {
      const { exited, err } = start({ [variable]: String(port) });
      expect(await exited).toBe(1);
      expect(err()).toMatch(new RegExp(`^CARV-631: .*port ${port} .*is taken.*set ${variable} to a free port`));
    }
    taken.close();
  });

  it.each([
    ['without the address of its broker', { LINKED: 'yes' }, /^CARV-632: linked\.yaml .*RABBITMQ_URL is not set/],
    [
      'in production with a password that is published',
      { LINKED: 'yes', NODE_ENV: 'production', RABBITMQ_URL: 'amqp://carveout:carveout-development@127.0.0.1:1' },
      /^CARV-415: .* 127\.0\.0\.1:1, may not be used as carveout in production/,
    ],
    ['with a port that is none', { PORT: 'http' }, /^CARV-633: PORT is 'http'/],
    ['with a drain that is none', { CARVEOUT_DRAIN_MS: 'long' }, /^CARV-633: CARVEOUT_DRAIN_MS is 'long'/],
    ['with a log level that is none', { LOG_LEVEL: 'loud' }, /^CARV-633: LOG_LEVEL is 'loud'/],
  ])('%s', async (_what, env, message) => {
    const { exited, err } = start(env);
    expect(await exited).toBe(1);
    expect(err()).toMatch(message);
  });
});

it.each([['migarte'], ['migrate', 'orders']])('a program that is told %s %s does not start', async (...told) => {
  const { exited, err } = start({}, told);
  expect(await exited).toBe(1);
  expect(err()).toMatch(/^CARV-633: 'migarte|^CARV-633: 'migrate orders' is nothing/);
});

describe('a deployable that is told to stop while it starts', () => {
  const brokered = { LINKED: 'yes', RABBITMQ_URL: 'amqp://not-asked' };

  it.each([
    ['whose start then succeeds', { BROKER_ANSWERS: 'once told to stop' }],
    ['whose start then fails', { BROKER_ANSWERS: 'once told to stop', BROKER: 'away' }],
    ['whose start hangs', { BROKER_ANSWERS: 'never' }],
  ])('exits with 0: one %s', async (_what, env) => {
    const { child, exited, logged, lines } = start({ ...brokered, ...env });
    await logged({ msg: 'reaching the broker' });
    const began = performance.now();
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    // The grace is 10 s.
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(lines().map(({ event }) => event)).toEqual([undefined, 'stopping', 'stopped']);
  });
});

describe('a deployable that runs', () => {
  it('answers health at its door and in detail at its admin port, with metrics', async () => {
    const { url, admin } = await started();
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect((await fetch(`${url}/slow`)).status).toBe(200);
    expect(await (await fetch(`${admin}/health`)).json()).toMatchObject({ ok: true });
    const metrics = await (await fetch(`${admin}/metrics`)).text();
    expect(metrics).toMatch(/^carveout_call_seconds_count\{.*operation="storefront\.slow".*outcome="value".*\} 1$/m);
    expect(metrics).toMatch(/^carveout_door_seconds_count\{.*route="\/slow".*status="200".*\} 1$/m);
  });

  it('listens where CARVEOUT_HOST says, empty for loopback; a shell’s own HOST means nothing', async () => {
    const usual = await started({ HOST: '192.0.2.1', CARVEOUT_HOST: '' });
    expect((await fetch(`${usual.url}/health/ready`)).status).toBe(200);
    const { child, logged } = start({ CARVEOUT_HOST: '127.0.0.2' });
    const { port } = await logged({ event: 'ready' });
    expect((await fetch(`http://127.0.0.2:${String(port)}/health/ready`)).status).toBe(200);
    const listeners = listenersOf(child.pid!);
    expect(listeners).toContain(`127.0.0.2:${String(port)}`);
    expect(listeners).not.toContain(`127.0.0.1:${String(port)}`);
  });

  it.each([
    ['64 KiB', {}, 64 * 1_024],
    ['behind a gateway what one of its routes may take', { LARGEST_BODY: '300000' }, 300_000],
    ['behind a gateway, all the same, 64 KiB', { LARGEST_BODY: '1000' }, 64 * 1_024],
  ])('takes bodies of up to %s', async (_what, env, bytes) => {
    const { url } = await started({
      ...env,
      CARVEOUT_INSTANCES: join(import.meta.dirname, 'fixture/no-instances.yaml'),
    });
    const take = async (length: number) => {
      const body = JSON.stringify({ text: 'x'.repeat(length - '{"text":""}'.length) });
      return fetch(`${url}/take`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    };
    const taken = await take(bytes);
    expect([taken.status, await taken.json()]).toEqual([200, { length: bytes - 11 }]);
    expect((await take(bytes + 1)).status).toBe(413);
  });

  it('ends what it has begun on SIGTERM, twice at once or not, and exits with 0', async () => {
    const { child, exited, logged, url } = await started();
    const answer = fetch(`${url}/slow`);
    await logged({ msg: 'slow begun' });
    child.kill('SIGTERM');
    child.kill('SIGINT');
    expect(await (await answer).json()).toEqual({ ok: true });
    // The client keeps its connection; the door does not wait for it. Its grace is 7 s, by the process's own clock.
    expect(await exited).toBe(0);
    const at = async (event: string): Promise<number> => Date.parse(String((await logged({ event }))['time']));
    expect((await at('stopped')) - (await at('stopping'))).toBeLessThan(7_000);
    await expect(fetch(`${url}/slow`)).rejects.toThrow();
  });

  it.each(['0', '10000'])('resets no client that has not been told: drain of %s ms', async (drain) => {
    const { child, exited, url } = await started({ CARVEOUT_DRAIN_MS: drain });
    const clients = ['/quick', '/quick', '/slow', '/health/ready'].map((path) => clientOf(url, path));
    const ended = Promise.all(clients.map((client) => client.ended));
    await Promise.race([
      ended,
      vi.waitFor(() => expect(clients.filter(({ answers }) => answers.length === 0)).toEqual([]), soon),
    ]);
    child.kill('SIGTERM');
    await ended;
    if (drain !== '0') {
      expect(await ask(`${url}/quick`, new Agent())).toEqual({ status: 200, connection: 'close' });
      expect(await ask(`${url}/health/ready`, new Agent())).toMatchObject({ status: 503 });
      expect(clients.filter(({ turnedAway }) => turnedAway)).toEqual([]);
    }
    const [checks] = clients.splice(3);
    if (!checks!.turnedAway) expect(checks!.answers.at(-1)).toMatchObject({ status: 503 });
    expect(new Set(clients.flatMap(({ answers }) => answers).map(({ status }) => status))).toEqual(new Set([200]));
    expect(await exited).toBe(0);
  });

  it('answers a request that comes on a kept connection just after the stop was ordered', async () => {
    for (;;) {
      const { child, exited, logged, url } = await started();
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      expect(await ask(`${url}/quick`, agent)).toMatchObject({ status: 200 });
      const ordered = performance.now();
      child.kill('SIGTERM');
      await logged({ event: 'stopping' });
      const waited = performance.now() - ordered;
      const answer = ask(`${url}/quick`, agent);
      // A kept connection that is idle for half a second is ended; this process may have stood still for as long.
      if (waited > 200) {
        await answer.catch(() => undefined);
        continue;
      }
      expect(await answer).toEqual({ status: 200, connection: 'close' });
      expect(await exited).toBe(0);
      return;
    }
  });

  it('exits with 0 within its grace although a handler hangs', async () => {
    const { child, exited, logged, url } = await started();
    const answer = fetch(`${url}/hang`).catch(() => undefined);
    await logged({ msg: 'hang begun' });
    const began = performance.now();
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    // The grace is 10 s.
    expect(performance.now() - began).toBeLessThan(20_000);
    await answer;
  });

  it('exits at once on a second signal that comes later', async () => {
    const { child, exited, logged, url } = await started();
    const answer = fetch(`${url}/hang`).catch(() => undefined);
    await logged({ msg: 'hang begun' });
    child.kill('SIGTERM');
    await logged({ event: 'stopping' });
    await sleep(1_500);
    child.kill('SIGTERM');
    expect(await exited).toBe(1);
    await answer;
  });

  it('ends with 1 and says why when a rejection is handled by nobody', async () => {
    const { exited, logged, url } = await started();
    await fetch(`${url}/forget`).catch(() => undefined);
    expect(await exited).toBe(1);
    const { err } = await logged({ level: 60, origin: 'unhandledRejection' });
    expect(err).toMatchObject({ message: 'planted: forgotten' });
  });
});
