import { compose, oneProcess } from '@carveout/runtime';
import type { AssembledModule } from '@carveout/runtime';
import { pino } from 'pino';
import { afterEach, expect, it, vi } from 'vitest';
import core from './index.ts';
import { PaymentsConfig } from './config.ts';

afterEach(() => vi.unstubAllEnvs());

it('needs nothing in development', () => {
  expect(PaymentsConfig.parse({})).toMatchObject({ fakeVaultSecret: 'for development only' });
});

it.each([{}, { fakeVaultSecret: 'for development only' }])(
  'refuses the published secret in production: %j',
  (given) => {
    vi.stubEnv('NODE_ENV', 'production');
    expect(PaymentsConfig.safeParse(given).error?.issues).toMatchObject([{ path: ['fakeVaultSecret'] }]);
    expect(PaymentsConfig.safeParse({ fakeVaultSecret: 'one of our own, kept' }).success).toBe(true);
  },
);

it('is a fault of the start, with a code and the variable to set', () => {
  vi.stubEnv('NODE_ENV', 'production');
  const parts = { ...core.parts, persistence: undefined };
  const module = { ...core, parts, schedules: [] } as AssembledModule;
  const topology = oneProcess([module]);
  const log = pino({ level: 'silent' });
  const start = () => compose({ deployable: 'all', topology, modules: [module], log, env: {} });
  const message = expect.stringContaining('PAYMENTS_FAKE_VAULT_SECRET') as string;
  expect(start).toThrow(expect.objectContaining({ code: 'CARV-251', message }));
});
