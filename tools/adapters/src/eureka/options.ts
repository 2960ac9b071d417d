import type { Logger } from 'pino';
import { CarveoutError } from '@carveout/runtime/errors';
import { staysOnMachine } from '../address/stays-on-machine.ts';
import { insecureRegistry } from '../discovery/errors/carv-444-insecure-registry.ts';
import { optionRefused } from './errors/carv-450-option-refused.ts';

export interface EurekaOptions {
  /**
   * Where the servers answer, without `/apps`: `http://localhost:8761/eureka`, with `user:password@` before the host
   * where they want it. They are peers of one registry; the next one is asked when one does not answer.
   */
  readonly urls: readonly string[];
  /** Where this process runs, for announcements that name no zone. */
  readonly zone?: string | undefined;
  /** How often the registry is read, in ms, from 50. @default 2000 */
  readonly fetchMs?: number;
  /**
   * How often what was announced is renewed, in ms, from 500. A process that was killed is taken off the list after 3 to 6
   * times as long. @default 5000
   */
  readonly renewMs?: number;
  /**
   * The age in ms that an answer of the servers may have: `eureka.server.response-cache-update-interval-ms`, 30000 where
   * nobody has set it, or, where that cache is off, `response-cache-auto-expiration-in-seconds`. Added to `delayMs`.
   * @default 1000, as in `deployables/eureka`
   */
  readonly serverCacheMs?: number;
  /** How long one server may take for one answer, in ms, from 50. @default 3000 */
  readonly requestMs?: number;
  /** True refuses `http:` to another machine (CARV-444). @default false */
  readonly production?: boolean;
  readonly log: Logger;
}

export interface Settings extends Required<Omit<EurekaOptions, 'zone' | 'production'>> {
  readonly zone: string | undefined;
  /** For how long the server believes what it was told, in s. */
  readonly leaseSeconds: number;
}

/**
 * @throws CarveoutError CARV-450 for what cannot work, CARV-444 for what production refuses. Addresses are not shown: they
 * may hold a password.
 */
export function settingsOf(options: EurekaOptions): Settings {
  const { zone, fetchMs = 2_000, renewMs = 5_000, serverCacheMs = 1_000, requestMs = 3_000, log } = options;
  const urls = [...new Set(options.urls.map(baseOf))];
  if (options.production === true) for (const url of urls) refusePlaintext(new URL(url));
  if (urls.length === 0) throw refused('urls is empty: name at least one server, such as http://localhost:8761/eureka');
  inRange('fetchMs', fetchMs, 50);
  inRange('renewMs', renewMs, 500);
  inRange('serverCacheMs', serverCacheMs, 0);
  inRange('requestMs', requestMs, 50);
  const leaseSeconds = Math.ceil((3 * renewMs) / 1_000);
  return { urls, zone, fetchMs, renewMs, serverCacheMs, requestMs, log, leaseSeconds };
}

function refusePlaintext({ protocol, hostname, host }: URL): void {
  if (protocol === 'https:' || staysOnMachine(hostname.replace(/^\[|\]$/g, ''))) return;
  throw new CarveoutError(
    insecureRegistry,
    `Eureka at ${host} may not be used in production: its link is not encrypted, and would tell anybody's addresses for ours. Use its https:// port`,
  );
}

function baseOf(text: string, index: number): string {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.search !== '' || url.hash !== '')
    throw refused(
      `number ${index + 1} of the servers' addresses is none. Write it as http://localhost:8761/eureka, several separated by commas`,
    );
  return url.href.replace(/\/+$/, '').replace(/\/apps$/, '');
}

function inRange(name: string, value: number, least: number): void {
  if (Number.isFinite(value) && value >= least && value <= 3_600_000) return;
  throw refused(`${name} is ${value}: it is a time in ms, ${least} to 3600000`);
}

const refused = (what: string): CarveoutError => new CarveoutError(optionRefused, `The Eureka adapter: ${what}.`);
