import { splitAddresses } from '@carveout/adapters/rabbitmq/addresses';
import { management } from './management.ts';
import type { RabbitmqUse } from './use-rabbitmq.ts';

export interface CreatedVhost {
  readonly name: string;
  /** With the broker's own account, which may do everything in it; of each node that the broker's own address names. */
  readonly url: string;
  /** Closes its connections and removes it with all its queues and exchanges. */
  drop(): Promise<void>;
}

/** Makes an empty vhost in which the broker's own account may do everything. */
export async function createVhost(
  use: Pick<RabbitmqUse, 'url' | 'managementUrl'>,
  name: string,
): Promise<CreatedVhost> {
  const api = management(use.managementUrl);
  const urls = splitAddresses(use.url).map((url) => new URL(url));
  const [{ username }] = urls as [URL];
  const vhost = encodeURIComponent(name);
  const account = username === '' ? 'guest' : username;
  await api.put(`/vhosts/${vhost}`);
  await api.put(`/permissions/${vhost}/${account}`, { configure: '.*', write: '.*', read: '.*' });
  for (const url of urls) url.pathname = `/${vhost}`;
  return { name, url: urls.map(({ href }) => href).join(','), drop: () => api.delete(`/vhosts/${vhost}`) };
}
