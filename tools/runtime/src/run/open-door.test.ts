import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { command, defineContract, query } from '@carveout/contract';
import pino from 'pino';
import { Registry } from 'prom-client';
import { expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { compose, oneProcess } from '../compose/index.ts';
import { defineModule } from '../definition/index.ts';
import { openDoor } from './open-door.ts';

const stock = defineContract('stock', {
  list: query({ input: z.object({}), output: z.string(), http: 'GET /stock', access: 'public' }),
  add: command({ input: z.object({ id: z.string() }), output: z.string(), http: 'POST /stock', access: 'public' }),
});
const get = 'GET /stock HTTP/1.1\r\nHost: shop.example\r\n\r\n';

/** The door of a process whose every list is as long as `text`. */
async function open(text: string) {
  const module = defineModule(stock);
  const seen = { lists: 0 };
  const modules = [
    module.assemble({
      handlers: {
        list: module.handle('list', () => {
          seen.lists += 1;
          return text;
        }),
        add: module.handle('add', ({ id }) => id),
      },
    }),
  ];
  const log = pino({ level: 'silent' });
  const topology = oneProcess(modules);
  const registry = new Registry();
  const contracts = [stock];
  const deployment = compose({ deployable: 'all', topology, modules, contracts, log, registry, env: {} });
  await deployment.start();
  onTestFinished(() => deployment.stop(1_000));
  const options = { deployable: 'all', topology, modules, contracts, links: {}, store: () => Promise.reject() };
  const surroundings = { env: {}, production: false, host: '127.0.0.1', port: 0, ready: () => true };
  const door = await openDoor({ options, deployment, registry, log, ...surroundings });
  onTestFinished(() => door.close(1));
  const running = async (): Promise<number | undefined> =>
    (await registry.getSingleMetric('carveout_load_running')?.get())?.values[0]?.value;
  return { port: door.port, seen, running };
}

function client(port: number): Socket {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  return socket;
}

it('a client that asks ahead and does not read takes one place, and none from others', async () => {
  const { port, seen, running } = await open('x'.repeat(65_536));
  const greedy = client(port);
  greedy.pause();
  greedy.write(get.repeat(5_000));
  // It has come to a halt when nothing more was asked for in many looks.
  let [last, still] = [0, 0];
  await vi.waitUntil(
    () => {
      still = seen.lists > 0 && seen.lists === last ? still + 1 : 0;
      last = seen.lists;
      return still > 50;
    },
    { timeout: 25_000, interval: 10 },
  );
  // What the kernel holds on the way is answered.
  expect(seen.lists).toBeLessThan(1_000);
  expect(await running()).toBe(1);
  expect((await fetch(`http://127.0.0.1:${port}/stock`)).status).toBe(200);
});

it('what is asked ahead is answered one after the other, whatever it is', async () => {
  const { port } = await open('list');
  const socket = client(port);
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const body = '{"id":"added"}';
  const post = `POST /stock HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
  socket.write(get.replace('GET', 'HEAD'));
  socket.write(`${post}Expect: 100-continue\r\n\r\n${body}`);
  socket.write(`${post}\r\n${body}`);
  socket.write(get.repeat(40));
  socket.write(get.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
  await once(socket, 'close');
  const found = text.match(/HTTP\/1\.1 \d+|"added"|"list"/g);
  const list = ['HTTP/1.1 200', '"list"'];
  const added = ['HTTP/1.1 200', '"added"'];
  const lists = Array.from({ length: 41 }, () => list).flat();
  expect(found).toEqual(['HTTP/1.1 200', 'HTTP/1.1 100', ...added, ...added, ...lists]);
});
