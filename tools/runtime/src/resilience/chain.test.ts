import { defineContract, query } from '@carveout/contract';
import pino from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { compose, oneProcess } from '../compose/index.ts';
import { defineModule } from '../definition/index.ts';
import type { AssembledModule, Client } from '../definition/index.ts';

const ask = { input: z.object({}), output: z.object({ arrivals: z.int() }), timeout: 20_000 };
const leaf = defineContract('leaf', { ask: query(ask) });
const lower = defineContract('lower', { ask: query(ask) });
const upper = defineContract('upper', { ask: query(ask) });

const CALLS = 200;

/** top → upper → lower → leaf, whose data is away. */
async function chain(leafAsk: () => { arrivals: number }) {
  const leafModule = defineModule(leaf);
  const lowerModule = defineModule(lower, { calls: { leaf } });
  const upperModule = defineModule(upper, { calls: { lower } });
  const topModule = defineModule(defineContract('top', {}), { calls: { upper } });
  const modules: AssembledModule[] = [
    leafModule.assemble({ handlers: { ask: leafModule.handle('ask', leafAsk) } }),
    lowerModule.assemble({ handlers: { ask: lowerModule.handle('ask', (_in, { calls }) => calls.leaf.ask({})) } }),
    upperModule.assemble({ handlers: { ask: upperModule.handle('ask', (_in, { calls }) => calls.lower.ask({})) } }),
    topModule.assemble({ handlers: {} }),
  ];
  const deployment = compose({
    deployable: 'all',
    topology: {
      ...oneProcess(modules),
      // A breaker would spare the leaf; the bound must hold without one.
      resilience: { defaults: { breaker: false, retry: { attempts: 5, backoff: 10 } } },
    },
    modules,
    log: pino({ level: 'silent' }),
    env: {},
  });
  await deployment.start();
  onTestFinished(() => deployment.stop(1_000));
  return (deployment.callsAs('top', { deadline: Date.now() + 25_000 }) as { upper: Client<typeof upper> }).upper;
}

it('retries do not multiply along a chain: its end sees a fifth more, and ten a second', async () => {
  let arrivals = 0;
  const upperCalls = await chain(() => {
    arrivals += 1;
    throw Object.assign(new Error('planted: its data is away'), { availability: 'away' });
  });
  const begun = performance.now();
  const outcomes = await Promise.allSettled(Array.from({ length: CALLS }, () => upperCalls.ask({})));
  const seconds = (performance.now() - begun) / 1_000;
  expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
  expect(arrivals).toBeGreaterThan(CALLS);
  // The second's worth that is there at first is the 10 at the end.
  expect(arrivals).toBeLessThanOrEqual(CALLS * 1.2 + 10 * seconds + 10);
});

it('one failure at its end is mended by one retry there', async () => {
  let arrivals = 0;
  const upperCalls = await chain(() => {
    arrivals += 1;
    if (arrivals === 1) throw Object.assign(new Error('planted: its data is away'), { availability: 'away' });
    return { arrivals };
  });
  expect(await upperCalls.ask({})).toEqual({ arrivals: 2 });
});
