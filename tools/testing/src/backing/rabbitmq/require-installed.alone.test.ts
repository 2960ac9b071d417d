import { afterEach, expect, it, vi } from 'vitest';
import { BackingUnavailable } from '../errors/backing-unavailable.ts';
import { requireInstalledRabbitmq } from './private-rabbitmq.ts';

vi.mock('./installation.ts', () => ({ findRabbitmq: async () => 'no rabbitmq-server on the PATH' }));

afterEach(() => vi.unstubAllEnvs());

it('says why there is no RabbitMQ to start, and advises nothing that does not help', async () => {
  vi.stubEnv('CARVEOUT_INSTALL', 'never');
  const error = await requireInstalledRabbitmq(() => undefined).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(BackingUnavailable);
  const { code, message } = error as BackingUnavailable;
  expect(code).toBe('CARV-490');
  expect(message).toContain('installed: no rabbitmq-server on the PATH');
  expect(message).toContain('apt: CARVEOUT_INSTALL=never forbids to install it');
  expect(message).not.toContain('RABBITMQ_URL');
});
