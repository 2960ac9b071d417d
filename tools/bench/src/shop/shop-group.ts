import type { Group } from '../harness/figure.ts';
import type { Servers } from '../harness/servers.ts';

export function shopGroup(_servers: Servers): Group {
  return { name: 'shop', figures: [], run: async () => undefined, end: async () => undefined };
}
