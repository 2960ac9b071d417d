import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import type { Deployment } from '../compose/index.ts';
import { registerMetrics } from './metrics.ts';

type Lag = { readonly rows: number; readonly oldestMs: number };
const unit = (name: string, lag: () => Promise<Lag>, letters: Lag) => ({
  listeners: [],
  host: {
    name,
    store: {
      outbox: { lag },
      sizes: () => Promise.resolve({ deadLetters: letters, inboxRows: 70, outcomeRows: 80 }),
    },
  },
});

function metricsOf(units: readonly object[], sampleMs?: number) {
  const registry = new Registry();
  const relays = (module: string): boolean | undefined => ({ orders: true, carts: false })[module];
  registerMetrics(registry, { units, relays } as unknown as Pick<Deployment, 'units' | 'relays'>, sampleMs);
  return async (name: string): Promise<string[]> =>
    (await registry.metrics()).split('\n').filter((line) => line.startsWith(`carveout_${name}`));
}

const none = { rows: 0, oldestMs: 0 };

it('tells what the stores hold, and nothing of a database that is away', async () => {
  let [rows, looks, away] = [3, 0, false];
  const orders = unit(
    'orders',
    () => {
      looks++;
      return Promise.resolve({ rows, oldestMs: rows * 500 });
    },
    { rows: 2, oldestMs: 3_500 },
  );
  const carts = unit('carts', () => (away ? Promise.reject(new Error('planted: away')) : Promise.resolve(none)), none);
  const lines = metricsOf([orders, carts, { listeners: [], host: { name: 'currencies' } }], 0);
  expect(await lines('')).toEqual([
    'carveout_outbox_rows{module="orders"} 3',
    'carveout_outbox_rows{module="carts"} 0',
    'carveout_outbox_oldest_seconds{module="orders"} 1.5',
    'carveout_outbox_oldest_seconds{module="carts"} 0',
    'carveout_dead_letters{module="orders"} 2',
    'carveout_dead_letters{module="carts"} 0',
    'carveout_dead_letters_oldest_seconds{module="orders"} 3.5',
    'carveout_dead_letters_oldest_seconds{module="carts"} 0',
    'carveout_inbox_rows_estimate{module="orders"} 70',
    'carveout_inbox_rows_estimate{module="carts"} 70',
    'carveout_outcome_rows_estimate{module="orders"} 80',
    'carveout_outcome_rows_estimate{module="carts"} 80',
    'carveout_outbox_relay{module="orders"} 1',
    'carveout_outbox_relay{module="carts"} 0',
  ]);
  [rows, away] = [0, true];
  expect(await lines('outbox_rows')).toEqual(['carveout_outbox_rows{module="orders"} 0']);
  expect(looks).toBeGreaterThan(1);
});

it('asks the databases once for all gauges, and not again for each that reads them', async () => {
  let looks = 0;
  const orders = unit(
    'orders',
    () => {
      looks++;
      return Promise.resolve(none);
    },
    none,
  );
  const lines = metricsOf([orders]);
  await Promise.all([lines(''), lines('')]);
  await lines('');
  expect(looks).toBe(1);
});

it('tells how many events each listener tries, and how many wait, of modules without a store too', async () => {
  const tries = { running: 3, waiting: 40 };
  const listener = (name: string, tries: object) => ({
    subscription: { module: 'mails', listener: name },
    listener: { tries },
  });
  const listeners = [listener('on-paid', tries), listener('on-placed', { running: 0, waiting: 0 })];
  const lines = metricsOf([{ listeners, host: { name: 'mails' } }]);
  const expected = [
    'carveout_listener_tries{module="mails",listener="on-paid",state="running"} 3',
    'carveout_listener_tries{module="mails",listener="on-paid",state="waiting"} 40',
    'carveout_listener_tries{module="mails",listener="on-placed",state="running"} 0',
    'carveout_listener_tries{module="mails",listener="on-placed",state="waiting"} 0',
  ];
  expect(await lines('listener')).toEqual(expected);
  tries.waiting = 0;
  expect(await lines('listener')).toContain(
    'carveout_listener_tries{module="mails",listener="on-paid",state="waiting"} 0',
  );
});
