import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import type { Printer } from '../output/printer.ts';
import { withBacking } from './with-backing.ts';

vi.mock('@carveout/testing/backing', () => ({
  developmentFolders: () => ({ postgres: 'p', rabbitmq: 'r' }),
  usePostgres: async () => ({ url: 'postgresql://brought', release: async () => undefined }),
  useRabbitmq: undefined,
  useEureka: undefined,
}));

afterEach(() => vi.unstubAllEnvs());

const root = join(import.meta.dirname, '../../../..');
const printer = { say: () => undefined, fault: () => undefined } as unknown as Printer;
const brought = (...modules: string[]) =>
  withBacking(root, { modules, broker: false }, printer, async (environment) => environment);

it('brings a database only where a module with data has no address of its own', async () => {
  vi.stubEnv('ORDERS_DATABASE_URL', 'postgresql://a');
  vi.stubEnv('PAYMENTS_DATABASE_URL', ' ');
  expect(await brought('orders', 'currencies')).toEqual({});
  expect(await brought('orders', 'payments')).toEqual({ DATABASE_URL: 'postgresql://brought' });
  vi.stubEnv('PAYMENTS_DATABASE_URL', 'postgresql://b');
  expect(await brought('orders', 'payments')).toEqual({});
});
