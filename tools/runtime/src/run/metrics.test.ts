import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import type { Deployment } from '../compose/index.ts';
import { registerMetrics } from './metrics.ts';

type Lag = { readonly rows: number; readonly oldestMs: number };
const unit = (name: string, lag: () => Promise<Lag>) => ({ host: { name, store: { outbox: { lag } } } });

it('tells what waits in the outboxes, of this very moment, and nothing of a database that is away', async () => {
  const registry = new Registry();
  let rows = 3;
  let looks = 0;
  let away = false;
  const orders = unit('orders', () => {
    looks++;
    return Promise.resolve({ rows, oldestMs: rows * 500 });
  });
  const carts = unit('carts', () =>
    away ? Promise.reject(new Error('planted: away')) : Promise.resolve({ rows: 0, oldestMs: 0 }),
  );
  registerMetrics(registry, { units: [orders, carts] } as unknown as Pick<Deployment, 'units'>);
  const outboxLines = async (): Promise<string[]> =>
    (await registry.metrics()).split('\n').filter((line) => line.startsWith('carveout_outbox'));
  expect(await outboxLines()).toEqual([
    'carveout_outbox_rows{module="orders"} 3',
    'carveout_outbox_rows{module="carts"} 0',
    'carveout_outbox_oldest_seconds{module="orders"} 1.5',
    'carveout_outbox_oldest_seconds{module="carts"} 0',
  ]);
  expect(looks).toBe(1);
  rows = 0;
  away = true;
  expect(await outboxLines()).toEqual([
    'carveout_outbox_rows{module="orders"} 0',
    'carveout_outbox_oldest_seconds{module="orders"} 0',
  ]);
});
