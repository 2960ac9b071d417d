import { splitAddresses } from '@carveout/adapters/rabbitmq/addresses';
import type { BackingOptions, BackingUse } from '../backing-use.ts';
import { rabbitmqAddress, rabbitmqManagementAddress } from '../environment.ts';
import { joinOrStart } from '../joining/join.ts';
import { rabbitmqKind } from './kind.ts';

export interface RabbitmqUse extends BackingUse {
  /** The management API's server with an administrator's credentials, for `management(url)`. */
  readonly managementUrl: string;
}

/**
 * A RabbitMQ with an administrator's account, from the first that works: `RABBITMQ_URL` (or `AMQP_URL`), Docker, an
 * installed server started privately, one installed from the distribution. Private brokers listen on 127.0.0.1 alone,
 * bring the management API, and are started once per folder however many processes ask.
 *
 * The broker that the environment names is used as it is, up or down.
 *
 * @throws CarveoutError CARV-490 when there is none to be had: what was tried, and what would change it.
 */
export async function useRabbitmq(options: BackingOptions): Promise<RabbitmqUse> {
  const named = rabbitmqAddress();
  if (named === undefined) {
    const use = await joinOrStart(rabbitmqKind, options);
    return { ...use, managementUrl: use.managementUrl! };
  }
  const hosts = splitAddresses(named.url).map((url) => new URL(url).host);
  options.log?.(`RabbitMQ: using ${hosts.join(', ')}, which ${named.variable} names`);
  return {
    url: named.url,
    managementUrl: rabbitmqManagementAddress(named.url),
    origin: 'environment',
    joined: true,
    release: async () => undefined,
  };
}
