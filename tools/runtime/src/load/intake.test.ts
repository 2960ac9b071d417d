import { setImmediate as turn } from 'node:timers/promises';
import { defineContract, query } from '@carveout/contract';
import pino from 'pino';
import { Registry } from 'prom-client';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { compose, oneProcess } from '../compose/index.ts';
import { defineModule } from '../definition/index.ts';
import { ScriptedLink } from '../resilience/testing/scripted-link.ts';
import { Intake } from './intake.ts';

/** Runs for `ms`, the time not counted in which others have the processor. */
function spin(ms: number): void {
  const from = process.threadCpuUsage();
  for (let ran = 0; ran < ms * 1_000;) {
    const { user, system } = process.threadCpuUsage(from);
    ran = user + system;
  }
}

/** As a process whose every turn takes longer than it may, for a second. */
async function overload(): Promise<void> {
  for (let count = 0; count < 8; count += 1) {
    spin(150);
    await turn();
  }
}

function intake(sheds: boolean): { readonly intake: Intake; readonly registry: Registry } {
  const registry = new Registry();
  const made = new Intake(registry, sheds);
  made.start();
  onTestFinished(() => made.stop());
  return { intake: made, registry };
}

it('takes everything while the loop keeps up', () => {
  const { intake: calm } = intake(true);
  for (let call = 0; call < 2_000; call += 1) expect(calm.enter('calls', 1, 5)).toBeUndefined();
});

it('overloaded, refuses what could not end in time, and what comes when the turn has had its part', async () => {
  const { intake: busy, registry } = intake(true);
  await overload();
  expect(busy.enter('calls', 10, 0)).toBe('deadline');
  expect(busy.enter('calls', 5_000, 4_990)).toBe('deadline');
  expect(busy.enter('calls', 5_000, 1)).toBeUndefined();
  spin(120);
  expect(busy.enter('door', 5_000, 1)).toBe('turn');
  expect(busy.afterMs).toBeGreaterThan(100);
  const text = await registry.metrics();
  expect(text).toContain('carveout_shed_total{at="calls",reason="deadline"} 2');
  expect(text).toContain('carveout_shed_total{at="door",reason="turn"} 1');
  expect(text).toContain('carveout_overloaded 1');
});

it('overloaded by much that is under way, takes less at once', async () => {
  const { intake: busy } = intake(true);
  for (let call = 0; call < 50; call += 1) busy.enter('calls', 5_000, 0);
  await overload();
  expect(busy.enter('calls', 5_000, 0)).toBe('limit');
  for (let call = 0; call < 45; call += 1) busy.leave();
  expect(busy.enter('calls', 5_000, 0)).toBeUndefined();
});

it('turned off, takes what comes, up to a fixed limit', async () => {
  const { intake: blind } = intake(false);
  await overload();
  for (let call = 0; call < 4_096; call += 1) expect(blind.enter('calls', 1, 10)).toBeUndefined();
  expect(blind.enter('calls', 1_000, 0)).toBe('limit');
});

it('an overloaded host answers calls of others at once that it is, and goes on with those of its own modules', async () => {
  const nothing = z.object({});
  const stock = defineContract('stock', { left: query({ input: nothing, output: nothing }) });
  const module = defineModule(stock);
  const host = module.assemble({ handlers: { left: module.handle('left', () => ({})) } });
  const caller = defineModule(defineContract('shop', {}), { calls: { stock } }).assemble({ handlers: {} });
  const link = new ScriptedLink(() => undefined);
  const alone = oneProcess([host, caller], 'here');
  const deployment = compose({
    deployable: 'here',
    topology: {
      ...alone,
      deployables: [...alone.deployables, { name: 'there', modules: ['other'], replicas: 1, line: 2 }],
      links: { commands: 'rabbitmq', queries: 'rabbitmq', events: 'rabbitmq' },
    },
    modules: [host, caller],
    callLinks: { rabbitmq: link },
    log: pino({ level: 'silent' }),
    env: {},
  });
  await deployment.start();
  onTestFinished(() => deployment.stop(1_000));
  await overload();
  const ask = () =>
    link.served.get('stock')!({
      module: 'stock',
      operation: 'left',
      envelope: { id: 'i', correlation: 'c', caller: 'elsewhere', deadline: Date.now() + 10_000 },
      input: {},
    });
  const taken = ask();
  spin(120);
  const refused = ask();
  const own = (deployment.callsAs('shop') as { stock: { left(input: object): Promise<object> } }).stock.left({});
  expect(await taken).toMatchObject({ kind: 'value' });
  expect(await refused).toMatchObject({ kind: 'not-sent', code: 'CARV-312', after: expect.any(Number) as number });
  expect(await own).toEqual({});
});
