import { setTimeout as sleep } from 'node:timers/promises';
import { splitAddresses } from '@carveout/adapters/rabbitmq/addresses';
import { managementRefused } from '../errors/carv-491-management-refused.ts';
import { reasonOf } from '../reason-of.ts';
import { management } from './management.ts';
import type { Management } from './management.ts';
import type { RabbitmqUse } from './use-rabbitmq.ts';

/** How long all nodes may take to start it, after the broker itself gave up its waiting of 45 s. */
const RUNNING_MS = 120_000;

export interface CreatedVhost {
  readonly name: string;
  /** With the broker's own account, which may do everything in it; of each node that the broker's own address names. */
  readonly url: string;
  /** Closes its connections and removes it with all its queues and exchanges. */
  drop(): Promise<void>;
}

/** Makes an empty vhost, running on all nodes, in which the broker's own account may do everything. */
export async function createVhost(
  use: Pick<RabbitmqUse, 'url' | 'managementUrl'>,
  name: string,
): Promise<CreatedVhost> {
  const api = management(use.managementUrl);
  const urls = splitAddresses(use.url).map((url) => new URL(url));
  const [{ username }] = urls as [URL];
  const vhost = encodeURIComponent(name);
  const account = username === '' ? 'guest' : username;
  // Where a node is slow, the broker answers 500 to a vhost that it has made and that this node is still starting.
  const refused = await api.put(`/vhosts/${vhost}`).catch((error: unknown) => error);
  if (refused !== undefined && !(await exists(api, vhost))) throw refused;
  await running(api, vhost);
  await api.put(`/permissions/${vhost}/${account}`, { configure: '.*', write: '.*', read: '.*' });
  for (const url of urls) url.pathname = `/${vhost}`;
  return { name, url: urls.map(({ href }) => href).join(','), drop: () => api.delete(`/vhosts/${vhost}`) };
}

const exists = (api: Management, vhost: string): Promise<boolean> =>
  api.get(`/vhosts/${vhost}`).then(
    () => true,
    () => false,
  );

/** A node that was still booting when the vhost was made never starts it by itself; it can be told to. */
async function running(api: Management, vhost: string): Promise<void> {
  const until = Date.now() + RUNNING_MS;
  for (;;) {
    let why: string;
    try {
      const left = await notRunningOn(api, vhost);
      if (left.length === 0) return;
      why = `it does not run on ${left.join(', ')}`;
      for (const node of left) await api.post(`/vhosts/${vhost}/start/${node}`);
    } catch (error) {
      why = reasonOf(error); // a node that is slow is slow to tell, too
    }
    if (Date.now() > until)
      throw managementRefused(`PUT /vhosts/${vhost}`, api.origin, `after ${RUNNING_MS / 1000} s, ${why}`);
    await sleep(200);
  }
}

async function notRunningOn(api: Management, vhost: string): Promise<string[]> {
  const { cluster_state: states } = await api.get<{ cluster_state: Record<string, string> }>(`/vhosts/${vhost}`);
  return Object.keys(states).filter((node) => states[node] !== 'running');
}
