import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { createPostgresStore } from '@carveout/adapters/postgres';
import { defineContract, event } from '@carveout/contract';
import { compose, defineModule, definePersistence, oneProcess } from '@carveout/runtime';
import type { Deployment, EventMessage, Store } from '@carveout/runtime';
import { testDatabase } from '@carveout/testing/vitest';
import pino from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { parseCommand } from '../commands/parse-command.ts';
import type { Printer } from '../output/printer.ts';
import { workspace } from '../testing/started-command.ts';
import { deadLetters } from './dead-letters.ts';

const database = testDatabase();
const patient = { timeout: 20_000, interval: 50 };
const running: Deployment[] = [];
beforeEach(() => void vi.stubEnv('DATABASE_URL', database.url));
afterEach(() => vi.unstubAllEnvs());
afterEach(() => Promise.all(running.splice(0).map((deployment) => deployment.stop(2_000))));

// Modules of the workspace by their names, which are all that the command knows of them.
const placed = event({ version: 1, payload: z.object({ id: z.string() }), key: ({ id }) => id });
const orders = defineContract('orders', { placed });
const persistence = definePersistence({ entities: [], migrations: [] });
const handled: string[] = [];
let broken = true;
const listening = defineModule(defineContract('notifications', {}), { hears: { orders }, persistence });
const mails = listening.on(
  'orders',
  'placed',
  'on-order-placed',
  ({ id }) => {
    if (broken) throw new Error(`planted: no mail for ${id}`);
    handled.push(id);
  },
  { tries: 1 },
);
const modules = [
  defineModule(orders, { persistence }).assemble({ handlers: {} }),
  listening.assemble({ handlers: {}, listeners: [mails] }),
];

async function start(): Promise<{ readonly deployment: Deployment; readonly store: Store }> {
  const log = pino({ level: 'silent' });
  const deployment = compose({
    ...{ deployable: 'all', topology: oneProcess(modules), modules, log, production: false },
    store: ({ contract: { name } }) =>
      createPostgresStore({ module: name, persistence, url: database.url, log, production: false }),
  });
  running.push(deployment);
  await deployment.start();
  return { deployment, store: deployment.units.find(({ host }) => host.name === 'orders')!.host.store! };
}

async function place(store: Store, id: string): Promise<string> {
  const envelope = { id: `m.${id}`, correlation: 'c', caller: 'door' };
  const sent: EventMessage = {
    ...{
      id: envelope.id,
      module: 'orders',
      event: 'placed',
      version: 1,
      key: id,
      payload: { id },
      at: Date.now(),
      envelope,
    },
  };
  await store.transaction(async (_em, effects) => void effects.outbox.push(sent));
  return `notifications.on-order-placed.${sent.id}`;
}

/** The command as a program of its own. */
function program(...parameters: string[]): Promise<{ readonly code: number; readonly out: string }> {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1', DATABASE_URL: database.url };
  const command = [join(workspace, 'tools/cli/bin/carveout.js'), 'dead-letters', ...parameters];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: workspace, env }, (error, out) => {
      resolve({ code: error === null ? 0 : Number(error.code), out });
    });
  });
}

/** The same within this process: what it prints. */
async function carveout(...parameters: string[]): Promise<string> {
  let out = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((out += String(text))));
  const command = parseCommand(['dead-letters', ...parameters]) as Parameters<typeof deadLetters>[1];
  try {
    expect(await deadLetters(workspace, command, { say: () => undefined } as unknown as Printer)).toBe(0);
    return out;
  } finally {
    write.mockRestore();
  }
}

it('are listed and replayed by one command, while their module runs and while nothing does', async () => {
  // Nothing has run on this database yet.
  expect(await carveout('list')).toBe('no dead letters\n');

  const first = await start();
  const ids = [await place(first.store, 'one'), await place(first.store, 'two'), await place(first.store, 'three')];
  await vi.waitFor(async () => expect(await carveout('list')).toMatch(/^3 dead letters$/m), patient);
  const { code, out } = await program('list', '--module', 'notifications', '--json');
  expect(code).toBe(0);
  const listed = out.trimEnd().split('\n');
  expect(listed).toHaveLength(3);
  expect(listed.map((line) => JSON.parse(line) as unknown)).toContainEqual(
    expect.objectContaining({
      ...{ module: 'notifications', id: ids[1], state: 'set-aside', event: 'orders.placed.v1', key: 'two' },
      reason: 'Error: planted: no mail for two',
    }),
  );

  broken = false;
  expect(await program('replay', ids[0]!)).toMatchObject({ code: 0, out: expect.stringMatching(/^1 dead letter of/) });
  await vi.waitFor(() => expect(handled).toEqual(['one']), patient);
  await first.deployment.stop(2_000);

  const all = ['replay', '--all', '--module', 'notifications', '--listener', 'on-order-placed'];
  expect(await carveout(...all)).toMatch(/^2 dead letters of notifications will be handled again/);
  expect(handled).toEqual(['one']);
  await start();
  await vi.waitFor(() => expect(handled.toSorted()).toEqual(['one', 'three', 'two']), patient);
  await vi.waitFor(async () => expect(await carveout('list')).toBe('no dead letters\n'), patient);
}, 120_000);

it('are refused with a code where there are none', async () => {
  await start();
  const refusals: [string[], string, RegExp][] = [
    [['replay', 'notifications.on-order-placed.unknown'], 'CARV-626', /There is no dead letter 'notifications\./],
    [['replay', 'nothing'], 'CARV-626', /'nothing' names no dead letter/],
    [['replay', '--all', '--module', 'notification'], 'CARV-627', /Did you mean 'notifications'/],
    [['list', '--module', 'currencies'], 'CARV-627', /currencies has no database/],
    [['list', '--module', 'shipping'], 'CARV-627', /shipping keeps no dead letters .* migration missing/],
  ];
  for (const [parameters, code, says] of refusals)
    await expect(carveout(...parameters)).rejects.toMatchObject({ code, message: expect.stringMatching(says) });
});

it('that cannot be read cannot be replayed', async () => {
  const { deployment } = await start();
  const { store } = deployment.units.find(({ host }) => host.name === 'notifications')!.host;
  const mark = { message: 'sha256-1', listener: 'on-order-placed' };
  const origin = { link: 'rabbitmq', deployable: 'all', host: 'h' };
  const content = { encoding: 'utf8', body: 'no event' } as const;
  await store!.transaction(async (_em, effects) => {
    effects.inbox = { ...mark, suspect: true };
    effects.deadLetter = { ...mark, origin, content, reason: 'unreadable', attempts: 0 };
  });
  const replay = carveout('replay', 'notifications.on-order-placed.sha256-1');
  await expect(replay).rejects.toMatchObject({ code: 'CARV-628' });
  expect(await carveout('replay', '--all', '--module', 'notifications')).toMatch(/^0 dead letters/);
});
