import { defineContract, query } from '@carveout/contract';
import pino from 'pino';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { compose, oneProcess } from '../compose/index.ts';
import { defineModule } from '../definition/index.ts';
import type { Client } from '../definition/index.ts';

const stock = defineContract('stock', {
  left: query({
    input: z.object({ id: z.string() }),
    output: z.object({ left: z.int() }),
    errors: { UNKNOWN: z.object({}) },
  }),
});
const module = defineModule(stock);
const host = module.assemble({
  handlers: {
    left: module.handle('left', async ({ id }, { fail }) => {
      if (id === 'none') return fail('UNKNOWN', {});
      if (id === 'bang') throw new Error('planted');
      return { left: 3 };
    }),
  },
});
// One contract under two names: its series must still be one.
const shop = defineModule(defineContract('shop', {}), { calls: { stock, store: stock } }).assemble({ handlers: {} });

/** A line of Prometheus' text format: a name, labels, a number. */
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*",?)*\})? (?:[-+.eE\d]+|NaN|[-+]?Inf)$/;

it('carveout_call_seconds tells calls by caller, operation, link and outcome, as Prometheus reads it', async () => {
  const registry = new Registry();
  const modules = [host, shop];
  const deployment = compose({
    deployable: 'all',
    topology: oneProcess(modules),
    modules,
    log: pino({ level: 'silent' }),
    registry,
    env: {},
  });
  await deployment.start();
  const calls = deployment.callsAs('shop') as { stock: Client<typeof stock>; store: Client<typeof stock> };
  await calls.stock.left({ id: 'a' });
  await calls.store.left({ id: 'a' });
  await calls.stock.left({ id: 'none' }).catch(() => undefined);
  await calls.stock.left({ id: 'bang' }).catch(() => undefined);
  await calls.stock.left({ id: 5 } as never).catch(() => undefined);
  const text = await registry.metrics();
  await deployment.stop(1_000);

  const lines = text.split('\n').filter((line) => line !== '');
  for (const line of lines.filter((one) => !one.startsWith('#'))) expect(line).toMatch(SAMPLE);
  expect(lines).toContain('# TYPE carveout_call_seconds histogram');
  const samples = new Map(
    lines
      .filter((line) => !line.startsWith('#'))
      .map((line) => {
        const [, name, labels] = SAMPLE.exec(line)!;
        return [
          `${name}${[...(labels ?? '{}').slice(1, -1).split(',')].sort().join(',')}`,
          Number(line.split(' ').at(-1)),
        ] as const;
      }),
  );
  expect(samples.size).toBe(lines.filter((line) => !line.startsWith('#')).length);
  const labels = (outcome: string): string =>
    `caller="shop",link="in-process",operation="stock.left",outcome="${outcome}"`;
  for (const [outcome, count] of [
    ['value', 2],
    ['declared', 1],
    ['fault', 1],
    ['invalid', 1],
  ] as const) {
    expect(samples.get(`carveout_call_seconds_count${labels(outcome)}`), outcome).toBe(count);
    const buckets = lines
      .filter((line) => line.startsWith('carveout_call_seconds_bucket') && line.includes(`outcome="${outcome}"`))
      .map((line) => Number(line.split(' ').at(-1)));
    expect(buckets).toEqual([...buckets].sort((a, b) => a - b));
    expect(buckets.at(-1), 'the bucket +Inf counts all').toBe(count);
  }
  expect(lines.some((line) => line.includes('le="+Inf"'))).toBe(true);
});
