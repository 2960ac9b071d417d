import { CarveoutError } from '@carveout/runtime';
import { staysOnMachine } from '../address/stays-on-machine.ts';
import { insecureRegistry } from '../discovery/errors/carv-444-insecure-registry.ts';
import type { DiscoveryLog } from '../discovery/log.ts';
import { notWithin, refuseOptions } from '../discovery/refuse-options.ts';

export interface ConsulOptions {
  /** The agent of this machine: `http://`, `https://`, or `host:port` for the former. @default http://127.0.0.1:8500 */
  readonly url?: string;
  /** ACL token: `service:write` for the own modules, `service:read` and `node:read` for those that are looked for. */
  readonly token?: string | undefined;
  /** Keeps the modules of one system apart from those of others in the same Consul; letters, digits, `-`. @default carveout */
  readonly system?: string;
  readonly log: DiscoveryLog;
  /** True refuses plaintext to another machine (CARV-444). @default false */
  readonly production?: boolean;
  readonly limits?: Partial<ConsulLimits>;
}

/** In ms. */
export interface ConsulLimits {
  /** So long after its last sign of life a process counts as healthy; it gives three in that time. @default 15_000 */
  readonly ttlMs: number;
  /** So long after that Consul forgets the process; Consul's least is a minute. @default 60_000 */
  readonly forgetMs: number;
  /** How often readiness is looked at. @default 500 */
  readonly readyMs: number;
  /** How long Consul holds an answer back while nothing changes; its own limit is 10 minutes. @default 60_000 */
  readonly waitMs: number;
  /** Limit of a request, beside what Consul holds it back on purpose. @default 5_000 */
  readonly requestMs: number;
  /** Longest wait between two tries; random between 0 and a limit that doubles from 200. @default 10_000 */
  readonly retryMs: number;
}

export interface ConsulSettings extends ConsulLimits {
  readonly url: URL;
  readonly token: string | undefined;
  readonly system: string;
}

const LIMITS: ConsulLimits = {
  ttlMs: 15_000,
  forgetMs: 60_000,
  readyMs: 500,
  waitMs: 60_000,
  requestMs: 5_000,
  retryMs: 10_000,
};

/** @throws CarveoutError CARV-440 when an option cannot work, CARV-444 when production refuses it. */
export function settle(options: ConsulOptions): ConsulSettings {
  const { url: text = 'http://127.0.0.1:8500', token, system = 'carveout', production = false } = options;
  const limits = { ...LIMITS, ...options.limits };
  // Consul's own tools take an address without a scheme.
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  refuseOptions('Consul', [
    // The address is not shown: somebody may have written a password into it.
    url !== null && ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.search === ''
      ? undefined
      : 'url must be http://host:port, https://host:port or host:port, without user and query',
    token === undefined || /^[!-~]+$/.test(token) ? undefined : 'token is empty or has blanks in it',
    /^[A-Za-z\d-]{1,64}$/.test(system) ? undefined : `system must be letters, digits and -, not '${system}'`,
    notWithin('ttlMs', limits.ttlMs, 1_000, 600_000),
    notWithin('forgetMs', limits.forgetMs, 60_000, 86_400_000),
    notWithin('readyMs', limits.readyMs, 10, 60_000),
    notWithin('waitMs', limits.waitMs, 1_000, 600_000),
    notWithin('requestMs', limits.requestMs, 100, 60_000),
    notWithin('retryMs', limits.retryMs, 200, 60_000),
  ]);
  if (production && url!.protocol === 'http:' && !staysOnMachine(url!.hostname.replace(/^\[|\]$/g, '')))
    throw new CarveoutError(
      insecureRegistry,
      `Consul at ${url!.host} may not be used in production: its link is not encrypted, and would carry the token and ` +
        'the places of all modules. Use the agent of this machine, or https://.',
    );
  return { ...limits, url: url!, token, system };
}
