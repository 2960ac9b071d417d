import type { BackingOptions, BackingUse } from '../backing-use.ts';
import { eurekaAddress } from '../environment.ts';
import { joinOrStart } from '../joining/join.ts';
import { eurekaKind } from './kind.ts';

/**
 * A Eureka, from the first that works: `EUREKA_URL`, the server of `deployables/eureka` on the Java that is installed
 * (built by Maven once), the same after both were installed from the distribution. A private server listens on 127.0.0.1
 * alone, wants no password, and is started once per folder however many processes ask. The registry is empty at each start.
 *
 * The servers that the environment names are used as they are, up or down.
 *
 * @throws CarveoutError CARV-459 when there is none to be had: what was tried, and what would change it.
 */
export async function useEureka(options: BackingOptions): Promise<BackingUse> {
  const named = eurekaAddress();
  if (named === undefined) return joinOrStart(eurekaKind, options);
  const hosts = named.url.split(',').map((url) => new URL(url.trim()).host);
  options.log?.(`Eureka: using ${hosts.join(', ')}, which ${named.variable} names`);
  return { url: named.url, origin: 'environment', joined: true, release: async () => undefined };
}
