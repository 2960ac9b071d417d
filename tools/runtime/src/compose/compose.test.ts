import { command, defineContract, event } from '@carveout/contract';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineModule, outside } from '../definition/index.ts';
import { CarveoutErrors } from '../errors/index.ts';
import { definePersistence } from '../ports/index.ts';
import type { AssembledModule } from '../definition/index.ts';
import { compose } from './compose.ts';
import type { ComposeOptions } from './compose-options.ts';
import { variableName } from './module-config.ts';
import { oneProcess } from './one-process.ts';

const log = pino({ level: 'silent' });
const ok = z.object({});
const stock = defineContract('stock', { take: command({ input: ok, output: ok, idempotent: true }) });

function messages(modules: readonly AssembledModule[], options: Partial<ComposeOptions> = {}): string[] {
  try {
    compose({ deployable: 'all', topology: oneProcess(modules), modules, log, env: {}, ...options });
  } catch (error) {
    return (error instanceof CarveoutErrors ? error.errors : [error]).map(String);
  }
  return [];
}

describe('compose', () => {
  it('reports everything that does not fit, at once', () => {
    const shop = defineModule(defineContract('shop', { sold: event({ version: 1, payload: ok }) }), {
      calls: { stock },
    });
    const bad = shop.assemble({
      handlers: {},
      schedules: [shop.schedule('tick', { every: 5 }, () => {}), shop.schedule('tick', { cron: 'no' }, () => {})],
    });
    const found = messages([bad]);
    expect(found).toEqual([
      expect.stringContaining('calls stock, which (none) hosts nowhere'),
      expect.stringContaining('publishes sold, but declares no persistence'),
      expect.stringContaining('has the schedule tick'),
      expect.stringContaining('has the schedule tick'),
      expect.stringContaining('two listeners or schedules are named tick'),
      expect.stringContaining("'every' must be"),
      expect.stringContaining('schedule tick'),
    ]);
    for (const line of found) expect(line).toMatch(/^CARV-250: shop: /);
  });

  it('refuses policies of operations that do not exist, and fallbacks that no query can have', () => {
    const shop = defineModule(defineContract('shop', {}), {
      calls: { stock },
      fallbacks: { stock: { take: () => ({}), give: () => ({}) }, bank: {} } as never,
    }).assemble({ handlers: {} });
    const host = defineModule(stock);
    const modules = [shop, host.assemble({ handlers: { take: host.handle('take', () => ({})) } })];
    const resilience = { 'stock.tkae': {}, 'stock.take': {}, stock: {}, 'unknown.here': {} };
    expect(messages(modules, { topology: { ...oneProcess(modules), resilience } })).toEqual([
      expect.stringMatching(/resilience for stock\.tkae, but stock has no such operation\. Did you mean 'take'\?/),
      expect.stringContaining('shop: declares a fallback for stock.take, which is a command'),
      expect.stringContaining('shop: declares a fallback for stock.give, which is no operation'),
      expect.stringContaining('shop: declares fallbacks for bank, which it does not call'),
    ]);
  });

  it('refuses a missing handler that a cast has hidden, and one too many', () => {
    const module = defineModule(stock);
    const take = module.handle('take', () => ({}));
    expect(messages([module.assemble({ handlers: {} as never })])).toEqual([
      expect.stringContaining('no handler for take'),
    ]);
    expect(messages([module.assemble({ handlers: { take, give: take } as never })])).toEqual([
      expect.stringContaining('a handler for give'),
      expect.stringContaining('the handler given for give answers take'),
    ]);
  });

  it('refuses names of saga steps that are no names, or not unique: running sagas are known by them', () => {
    const module = defineModule(stock, { persistence: definePersistence({ entities: [], migrations: [] }) });
    const take = module.saga('take', {
      state: ok,
      begin: () => ({}),
      steps: ['reserve', 'give/undo', 'reserve', ''].map((name) => ({ name, run: () => {} })),
      finish: () => ({}),
    });
    const store = (): never => {
      throw new Error('not reached');
    };
    expect(messages([module.assemble({ handlers: { take } })], { store })).toEqual([
      expect.stringContaining('two steps of the saga take are named reserve'),
      expect.stringContaining("'give/undo' is no name for a step of the saga take"),
      expect.stringContaining("'' is no name for a step"),
    ]);
  });

  it('refuses a door whose calls nothing carries, or that serves a module which is nowhere', () => {
    const shop = defineModule(defineContract('shop', {})).assemble({ handlers: {} });
    const served = defineContract('stock', {
      take: command({ input: ok, output: ok, http: 'POST /take', access: 'public' }),
      give: command({ input: ok, output: ok }),
    });
    const alone = oneProcess([shop]);
    const apart = {
      ...alone,
      deployables: [...alone.deployables, { name: 'other', modules: ['stock'], replicas: 1, line: 2 }],
      links: { ...alone.links, commands: 'rabbitmq' as const },
    };
    expect(messages([shop], { contracts: [served] })).toEqual([
      expect.stringContaining('the door serves stock, which (none) hosts nowhere'),
    ]);
    expect(messages([shop], { contracts: [served], topology: apart })).toEqual([
      expect.stringContaining('no adapter is given for its commands (links.commands: rabbitmq)'),
    ]);
  });

  it('refuses pages that no door would serve, and two modules with pages', () => {
    const withPages = (name: string) =>
      defineModule(defineContract(name, {})).assemble({ handlers: {}, site: { routes: () => undefined } });
    expect(messages([withPages('storefront')])).toEqual([]);
    expect(messages([withPages('back-office')])).toEqual([
      expect.stringMatching(
        /^CARV-250: back-office: has a site, but all is not the door, which is what hosts storefront/,
      ),
    ]);
    expect(messages([withPages('storefront'), withPages('back-office')])).toEqual([
      expect.stringMatching(/^CARV-250: storefront, back-office: each has a site/),
    ]);
  });

  it('refuses modules that the topology places elsewhere, and misses those that it places here', () => {
    const module = defineModule(stock).assemble({ handlers: { take: defineModule(stock).handle('take', () => ({})) } });
    const topology = {
      ...oneProcess([module]),
      deployables: [{ name: 'all', modules: ['shop'], replicas: 1, line: 1 }],
    };
    expect(messages([module], { topology })).toEqual([
      expect.stringContaining('must host shop'),
      expect.stringContaining('imports stock'),
    ]);
    expect(messages([module], { deployable: 'other' })).toEqual([expect.stringContaining("has no deployable 'other'")]);
  });

  it('reads configuration from the environment, then the topology, then the default', () => {
    const config = z.object({ maxItems: z.int().default(3), label: z.string(), open: z.boolean().default(false) });
    const module = defineModule(defineContract('gift-cards', {}), { config }).assemble({ handlers: {} });
    const topology = { ...oneProcess([module]), config: { 'gift-cards': { maxItems: 5, label: 'topology' } } };
    const read = (env: Record<string, string>) =>
      compose({ deployable: 'all', topology, modules: [module], log, env }).units[0]!.host.config;
    expect(read({})).toEqual({ maxItems: 5, label: 'topology', open: false });
    expect(read({ GIFT_CARDS_MAX_ITEMS: '7', GIFT_CARDS_LABEL: '8', GIFT_CARDS_OPEN: 'true' })).toEqual({
      maxItems: 7,
      label: '8',
      open: true,
    });
    expect(variableName('gift-cards', 'maxItems')).toBe('GIFT_CARDS_MAX_ITEMS');
    expect(messages([module])).toEqual([
      expect.stringMatching(/^CARV-251: gift-cards: configuration 'label'.*GIFT_CARDS_LABEL/),
    ]);
    expect(messages([module], { topology, env: { GIFT_CARDS_MAX_ITEMS: 'many' } })).toEqual([
      expect.stringContaining('GIFT_CARDS_MAX_ITEMS'),
    ]);
    expect(
      messages([module], { topology: { ...topology, config: { 'gift-cards': { label: 'x', lable: 1 } } } }),
    ).toEqual([expect.stringContaining('config.gift-cards.lable is not a configuration')]);
  });

  it('binds outside ports as the topology says, and refuses unknown adapters', () => {
    const ports = { cards: outside<string>({ adapters: { fake: () => 'fake', real: () => 'real' }, default: 'fake' }) };
    const module = defineModule(defineContract('pay', {}), { ports }).assemble({ handlers: {} });
    const bound = (chosen: Record<string, string>) =>
      compose({
        deployable: 'all',
        topology: { ...oneProcess([module]), ports: chosen },
        modules: [module],
        log,
        env: {},
      }).units[0]!.host.ports;
    expect(bound({})).toEqual({ cards: 'fake' });
    expect(bound({ 'pay.cards': 'real' })).toEqual({ cards: 'real' });
    expect(messages([module], { topology: { ...oneProcess([module]), ports: { 'pay.cards': 'gold' } } })).toEqual([
      expect.stringContaining("port cards has no adapter 'gold' (it has: fake, real)"),
    ]);
  });
});
