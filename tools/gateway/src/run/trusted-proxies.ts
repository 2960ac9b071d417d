import { Networks } from '@carveout/runtime/discovery';

/**
 * The proxies in front of the gateway, of `CARVEOUT_TRUSTED_PROXIES`; undefined where there are none.
 *
 * @throws CarveoutError CARV-633 when one of them is no network.
 */
export function trustedProxies(env: NodeJS.ProcessEnv): Networks | undefined {
  const text = env['CARVEOUT_TRUSTED_PROXIES'] ?? '';
  return text === '' ? undefined : new Networks(text, 'CARVEOUT_TRUSTED_PROXIES');
}
