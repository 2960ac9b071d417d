import { management } from './management.ts';
import type { RabbitmqUse } from './use-rabbitmq.ts';

export interface CreatedVhost {
  readonly name: string;
  /** With the broker's own account, which may do everything in it. */
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
  const url = new URL(use.url);
  const vhost = encodeURIComponent(name);
  const account = url.username === '' ? 'guest' : url.username;
  await api.put(`/vhosts/${vhost}`);
  await api.put(`/permissions/${vhost}/${account}`, { configure: '.*', write: '.*', read: '.*' });
  url.pathname = `/${vhost}`;
  return { name, url: url.href, drop: () => api.delete(`/vhosts/${vhost}`) };
}
