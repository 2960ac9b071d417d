import { CarveoutError } from '@carveout/runtime/errors';
import type { Logger } from 'pino';
import { ratesAddressInvalid } from '../errors/carv-347-rates-address.ts';
import { MemoryLimiter } from './memory-limiter.ts';
import type { LimiterOf } from './rate-limiter.ts';
import type { SharedRates } from './shared-rates.ts';

export interface OpenRates {
  readonly limiterOf: LimiterOf;
  close(): Promise<void>;
}

/**
 * Where requests are counted: in this process, or, where `CARVEOUT_RATES_URL` names a PostgreSQL, together with other replicas.
 *
 * @throws CarveoutError CARV-347 when it names something else. The address is not told: it holds a password.
 */
export async function openRates(env: NodeJS.ProcessEnv, log: Logger): Promise<OpenRates> {
  const url = env['CARVEOUT_RATES_URL'] || undefined;
  if (url === undefined) return { limiterOf: (_line, rate) => new MemoryLimiter(rate), close: () => Promise.resolve() };
  if (!/^postgres(ql)?:$/.test(URL.canParse(url) ? new URL(url).protocol : ''))
    throw new CarveoutError(
      ratesAddressInvalid,
      'CARVEOUT_RATES_URL is no address of a PostgreSQL, such as postgres://gateway:…@db.example.com/rates',
    );
  // The driver is loaded where it is needed alone.
  const shared: SharedRates = new (await import('./shared-rates.ts')).SharedRates({ url, log });
  return { limiterOf: (line, rate) => shared.limiter(line, rate), close: () => shared.close() };
}
