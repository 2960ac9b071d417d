import { outside } from '@carveout/runtime';
import { startScenario } from '@carveout/testing/scenario';
import type { Scenario } from '@carveout/testing/scenario';
import { testDatabase } from '@carveout/testing/vitest';
import { payments } from '@shop/payments';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import core from '../index.ts';
import type { Cards } from '../outside/cards.ts';

export const AMOUNT = { currency: 'EUR', units: 24, nanos: 485_000_000 };

/** One host of `payments` over a database of the suite that calls this; with `cards`, if given, in place of the fake. */
export function paymentsHost(cards?: Cards) {
  const database = testDatabase();
  let scenario: Scenario<typeof payments> | undefined;
  const ports = cards && { cards: outside<Cards>({ adapters: { test: () => cards }, default: 'test' }) };
  const schedules = core.schedules.map((one) => ({ ...one, due: { every: 1_000 } }));
  const parts = ports === undefined ? core.parts : { ...core.parts, ports };
  beforeAll(async () => {
    scenario = await startScenario(payments, { ...core, parts, schedules }, { databaseUrl: database.url });
  });
  afterAll(() => scenario?.stop());
  const withDatabase = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  return {
    get calls() {
      return scenario!.calls;
    },
    callsWith: (key: string, deadline?: number) =>
      scenario!.callsWith(deadline === undefined ? { key } : { key, deadline }),
    withDatabase,
    /** Every row of every table of the module, as text. */
    everythingKept: (): Promise<string> =>
      withDatabase(async (client) => {
        const { rows: tables } = await client.query<{ name: string }>(
          `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'payments'`,
        );
        const kept = [];
        for (const { name } of tables) kept.push(name, (await client.query(`select * from payments.${name}`)).rows);
        return JSON.stringify(kept);
      }),
  };
}
