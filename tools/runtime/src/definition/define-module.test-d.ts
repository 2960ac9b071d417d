import { command, defineContract, event, query } from '@carveout/contract';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { definePersistence } from '../ports/index.ts';
import { defineModule } from './index.ts';

// What the compiler must refuse, and what it must know. Checked by the type check; nothing here runs.

const stock = defineContract('stock', {
  reserve: command({
    input: z.object({ sku: z.string(), quantity: z.int() }),
    output: z.object({ left: z.int() }),
    errors: { OUT_OF_STOCK: z.object({ available: z.int() }) },
  }),
  left: query({ input: z.object({ sku: z.string() }), output: z.object({ left: z.int() }) }),
  emptied: event({ version: 1, payload: z.object({ sku: z.string() }), key: (payload) => payload.sku }),
});
const shop = defineContract('shop', {
  buy: command({
    input: z.object({ sku: z.string(), tags: z.array(z.string()) }),
    output: z.object({ ok: z.boolean() }),
    errors: { NO: z.object({ why: z.string() }) },
  }),
  bought: event({ version: 1, payload: z.object({ sku: z.string() }) }),
});

const persistence = definePersistence<EntityManager>({ entities: [], migrations: [] });
const module = defineModule(shop, {
  calls: { stock },
  hears: { stock },
  persistence,
  config: z.object({ limit: z.int().default(3) }),
});

defineModule(shop, {
  calls: { stock },
  fallbacks: { stock: { left: ({ sku }, error) => ({ left: sku.length + error.operation.length }) } },
});
// @ts-expect-error a command has no fallback
defineModule(shop, { calls: { stock }, fallbacks: { stock: { reserve: () => ({ left: 0 }) } } });
// @ts-expect-error what the query does not answer
defineModule(shop, { calls: { stock }, fallbacks: { stock: { left: () => ({ right: 0 }) } } });

const buy = module.handle('buy', async ({ sku, tags }, { calls, transaction, fail, config, em }) => {
  const { left } = await calls.stock.left({ sku });
  left satisfies number;
  config.limit satisfies number;
  em.getReference satisfies unknown;
  // @ts-expect-error handlers may not change what they receive
  tags.push('x');
  // @ts-expect-error an undeclared neighbour
  calls.payments;
  // @ts-expect-error an undeclared error code
  if (left < 0) return fail('NEVER', {});
  // @ts-expect-error wrong data
  if (left < 0) return fail('NO', { why: 1 });
  if (left === 0) return fail('NO', { why: 'none left' });
  const outcome = await transaction(async ({ em: unit, publish }) => {
    unit.persist satisfies unknown;
    publish.bought({ sku });
    // @ts-expect-error not an event of this module
    publish.emptied({ sku });
    return { ok: true };
  });
  // @ts-expect-error what was committed can only be returned
  outcome.ok;
  return outcome;
});

// @ts-expect-error wrong output
module.handle('buy', async () => ({ ok: 'yes' }));
// @ts-expect-error no such operation
module.handle('sell', async () => ({ ok: true }));

module.saga('buy', {
  state: z.object({ sku: z.string(), left: z.int().optional() }),
  begin: ({ sku }) => ({ sku }),
  steps: [
    {
      name: 'reserve',
      run: async (state, { calls, fail }) => {
        if (state.sku === '') fail('NO', { why: 'nothing' });
        const { left } = await calls.stock.reserve({ sku: state.sku, quantity: 1 });
        return { left };
      },
      compensate: async (state, { calls }) => {
        await calls.stock.left({ sku: state.sku });
      },
    },
    {
      name: 'confirm',
      run: (state, { transaction }) =>
        transaction(({ publish }) => {
          publish.bought({ sku: state.sku });
        }),
    },
  ],
  finish: (state) => ({ ok: state.left !== undefined }),
});

module.on('stock', 'emptied', 'on-emptied', async ({ sku }, { transaction }) => {
  sku satisfies string;
  await transaction(() => undefined);
});
// @ts-expect-error no such event
module.on('stock', 'filled', 'on-filled', () => {});

module.assemble({ handlers: { buy } });
// @ts-expect-error a missing handler
module.assemble({ handlers: {} });
// @ts-expect-error a schema that JSON cannot carry still types, but is refused when the contract is defined
defineContract('x', { y: 1 });
