import { startScenario } from '@carveout/testing/scenario';
import type { Scenario } from '@carveout/testing/scenario';
import { testDatabase } from '@carveout/testing/vitest';
import { orders } from '@shop/orders';
import pg from 'pg';
import { afterEach } from 'vitest';
import core from '../index.ts';
import type { Neighbourhood } from './neighbourhood.ts';

export const GOOD_CARD = 'tok_of-a-card-with-money';
export const ADDRESS = { street: '1 Main St', city: 'Springfield', state: 'IL', country: 'USA', zipCode: '62701' };
export const CHECKOUT = {
  customer: 'anna',
  currency: 'EUR',
  email: 'anna@example.com',
  address: ADDRESS,
  card: GOOD_CARD,
};

export type OrdersScenario = Scenario<typeof orders>;

/** Hosts of `orders` over one database of the suite that calls this, stopped after each test. */
export function ordersHosts() {
  const database = testDatabase();
  const running: OrdersScenario[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((scenario) => scenario.stop()));
  });
  return {
    start: async ({ fakes }: Neighbourhood): Promise<OrdersScenario> => {
      const scenario = await startScenario(orders, core, { fakes, databaseUrl: database.url });
      running.push(scenario);
      return scenario;
    },
    /** As if the host had died: it does nothing more, and its leases have run out. */
    crash: async (scenario: OrdersScenario): Promise<void> => {
      await Promise.all(scenario.deployment.units.map(({ host }) => host.store?.stop()));
      await execute(database.url, 'update orders.carveout_sagas set lease_until = now() where ended_at is null');
      await execute(database.url, 'update orders.carveout_relay set lease_until = now()');
    },
    query: (sql: string): Promise<Record<string, unknown>[]> => execute(database.url, sql),
  };
}

async function execute(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
