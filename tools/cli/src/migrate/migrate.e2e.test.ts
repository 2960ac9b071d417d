import { testDatabase } from '@carveout/testing/vitest';
import { expect, it, vi } from 'vitest';
import { startCommand } from '../testing/started-command.ts';

vi.setConfig({ testTimeout: 120_000 });
const database = testDatabase();

const separate = 'deployables/topology.separate.yaml';
async function migrate(environment: NodeJS.ProcessEnv, ...more: string[]) {
  const one = startCommand(['carveout', 'migrate', ...more], { NODE_ENV: 'production', ...environment });
  const code = await one.ended;
  return { code, printed: one.printed() };
}

it('brings the data of all modules up to date in production, whatever deployable hosts them', async () => {
  const environment = { DATABASE_URL: database.url };
  const first = await migrate(environment, separate);
  expect(first.printed).toMatch(/ orders: ran carveout_\w+, .*\w/);
  expect(first.code).toBe(0);
  const second = await migrate(environment, '--json');
  const told = second.printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const withData = ['carts', 'catalog', 'inventory', 'notifications', 'orders', 'payments', 'shipping'];
  expect(told.flatMap(({ module }) => module ?? []).sort()).toEqual(withData);
  for (const one of told.filter(({ module }) => module !== undefined))
    expect(one).toMatchObject({ event: 'migrated', migrations: [] });
  expect(second.code).toBe(0);
});

it('ends with 1 and the code when one cannot be migrated', async () => {
  const { code, printed } = await migrate({
    DATABASE_URL: database.url,
    ORDERS_DATABASE_URL: 'mysql://localhost/shop',
  });
  expect(printed).toMatch(/^CARV-507: The address of the database of module orders is not valid/m);
  expect(code).toBe(1);
});

it('says that there is no such topology', async () => {
  const { code, printed } = await migrate({}, 'deployables/away.yaml');
  expect(printed).toMatch(/^CARV-201: .*away\.yaml/);
  expect(code).toBe(1);
});
