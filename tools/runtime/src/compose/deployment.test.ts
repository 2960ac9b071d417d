import { defineContract, event, query } from '@carveout/contract';
import pino from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { InProcessCalls, InProcessEvents, defineModule, definePersistence } from '../index.ts';
import type { AssembledModule, Client, ComposeOptions, EventMessage, Store } from '../index.ts';
import { setClockBack } from '../resilience/testing/set-clock-back.ts';
import { compose } from './compose.ts';
import type { Deployment } from './deployment.ts';
import { oneProcess } from './one-process.ts';

const nothing = z.object({});

async function started(
  modules: readonly AssembledModule[],
  options: Partial<ComposeOptions> = {},
): Promise<Deployment> {
  const log = pino({ level: 'silent' });
  const deployment = compose({ deployable: 'all', topology: oneProcess(modules), modules, log, env: {}, ...options });
  await deployment.start();
  onTestFinished(() => deployment.stop(500));
  return deployment;
}

describe('readiness', () => {
  it('is red while a module takes no more calls, because so many do not end', async () => {
    const stock = defineContract('stock', { wait: query({ input: nothing, output: nothing }) });
    const ended = Promise.withResolvers<Record<never, never>>();
    const module = defineModule(stock);
    const caller = defineModule(defineContract('caller', {}), { calls: { stock } }).assemble({ handlers: {} });
    const host = module.assemble({ handlers: { wait: module.handle('wait', () => ended.promise) } });
    const deployment = await started([caller, host]);
    const calls = deployment.callsAs('caller') as { stock: Client<typeof stock> };
    const waiting = Array.from({ length: 2_048 }, () => calls.stock.wait({}));
    expect(deployment.health()['modules']).toEqual({
      caller: undefined,
      stock: '2048 calls in flight; none is taken',
    });
    expect(deployment.ready()).toBe(false);
    ended.resolve({});
    await Promise.all(waiting);
    expect(deployment.ready()).toBe(true);
  });
});

it('waits for every module of the topology to say what it hears, but for a program of another language', async () => {
  const module = defineModule(defineContract('stock', {})).assemble({ handlers: {} });
  const events = new InProcessEvents(() => Promise.resolve());
  const start = vi.spyOn(events, 'start');
  const alone = oneProcess([module]);
  const [host] = alone.deployables;
  const elsewhere = { ...host!, name: 'elsewhere', modules: ['carts'] };
  const twin = { ...host!, name: 'twin', modules: ['currencies'], program: 'twins/currencies/start' };
  const links = { commands: 'http', queries: 'http', events: 'rabbitmq' } as const;
  const topology = { ...alone, deployables: [host!, elsewhere, twin], links };
  await started([module], { topology, eventLink: events, callLinks: { http: new InProcessCalls() } });
  expect(start).toHaveBeenCalledWith(['stock', 'carts']);
});

it('says by its code that it does not have what it is asked for', async () => {
  const stock = defineContract('stock', { wait: query({ input: nothing, output: nothing }) });
  const deployment = await started([defineModule(defineContract('caller', {})).assemble({ handlers: {} })]);
  expect(() => deployment.callsAs('stock')).toThrow(expect.objectContaining({ code: 'CARV-323' }));
  const request = { principal: undefined, key: undefined, correlation: 'c', deadline: Date.now() + 10_000 };
  await expect(deployment.call(stock.operations.wait, {}, request)).rejects.toMatchObject({ code: 'CARV-323' });
});

it('stops in its time, though a call hangs and the wall clock is set back meanwhile', async () => {
  const stock = defineContract('stock', { wait: query({ input: nothing, output: nothing }) });
  const module = defineModule(stock);
  const host = module.assemble({
    handlers: { wait: module.handle('wait', () => new Promise(() => undefined)) },
  });
  const caller = defineModule(defineContract('caller', {}), { calls: { stock } }).assemble({ handlers: {} });
  const deployment = await started([caller, host]);
  const calls = deployment.callsAs('caller') as { stock: Client<typeof stock> };
  const hanging = calls.stock.wait({}).catch(() => 'given up');
  const stopped = deployment.stop(1_000).then(() => 'stopped');
  setClockBack();
  expect(await Promise.race([stopped, hanging])).toBe('stopped');
});

describe('a dead letter of a module without a store', () => {
  it('is logged by its name and reason, without what it says and on whose behalf', async () => {
    const message: EventMessage = {
      id: 'message-1',
      module: 'shop',
      event: 'sold',
      version: 1,
      key: 'order-1',
      payload: { card: 'planted secret' },
      at: 1,
      envelope: { id: 'message-1', correlation: 'c', caller: 'shop', principal: { id: 'planted ann', roles: [] } },
    };
    let left = [message];
    const outbox: Store['outbox'] = {
      acquire: async () => true,
      release: async () => undefined,
      next: async () => {
        const messages = left.splice(0);
        return { messages, bytes: messages.map(() => 1), more: false };
      },
      sent: async () => void (left = []),
      onCommit: () => undefined,
      lag: async () => ({ rows: 0, oldestMs: 0 }),
    };
    const idle = async (): Promise<void> => undefined;
    const store = { module: 'shop', start: idle, stop: idle, health: () => undefined, purge: idle, outbox };
    const shop = defineContract('shop', { sold: event({ version: 1, payload: z.object({ card: z.string() }) }) });
    const ear = defineModule(defineContract('ear', {}), { hears: { shop } });
    const breaks = (): never => {
      throw new Error('planted: broken');
    };
    const modules = [
      defineModule(shop, { persistence: definePersistence({ entities: [], migrations: [] }) }).assemble({
        handlers: {},
      }),
      ear.assemble({ handlers: {}, listeners: [ear.on('shop', 'sold', 'on-sold', breaks, { tries: 1 })] }),
    ];
    const lines: string[] = [];
    const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
    await started(modules, { log, store: () => store as unknown as Store });
    const found = await vi.waitFor(
      () => {
        const line = lines.find((one) => one.includes('dead letter of a module'));
        expect(line).toBeDefined();
        return line!;
      },
      { timeout: 20_000 },
    );
    expect(JSON.parse(found)).toMatchObject({
      module: 'ear',
      listener: 'on-sold',
      dead: { id: 'message-1', module: 'shop', event: 'sold', key: 'order-1' },
      reason: expect.any(String),
    });
    expect(found).not.toContain('planted secret');
    expect(found).not.toContain('planted ann');
  });
});
