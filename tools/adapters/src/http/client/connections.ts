import { isIPv6 } from 'node:net';
import type { Instance } from '@carveout/runtime';
import { maySpeakTo } from '@carveout/runtime/discovery';
import { Pool } from 'undici';
import type { Dispatcher } from 'undici';
import type { Settings } from '../options.ts';
import { lineOf } from './line-of.ts';

/** The connections to one address. */
export interface Place {
  readonly origin: string;
  readonly pool: Dispatcher;
  /** Batches that are on their way: each has a connection of its own. */
  busy: number;
  /** When it was last asked for, in ms of `performance.now()`. */
  usedAt: number;
  closed: boolean;
}

/** So long a place that nothing goes to is kept. */
const KEEP_MS = 70_000;

/** Connections to all instances, by address: an instance that hosts several modules has them once. */
export class Connections {
  readonly #settings: Settings;
  readonly #places = new Map<string, Place>();
  /** The same, by record: until the registry tells another one. */
  readonly #known = new WeakMap<Instance, Place>();
  readonly #refused = new Set<string>();

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /**
   * Undefined where no calls may go: no port for them, an address that is not allowed, or that is none, no TLS where it is
   * needed.
   */
  placeOf(instance: Instance): Place | undefined {
    const known = this.#known.get(instance);
    if (known !== undefined && !known.closed) {
      known.usedAt = performance.now();
      return known;
    }
    const { host, secure } = instance;
    const port = instance.ports.link;
    if (port === undefined) return undefined;
    const origin = `${secure ? 'https' : 'http'}://${isIPv6(host) ? `[${host}]` : host}:${port}`;
    let place = this.#places.get(origin);
    if (place === undefined) {
      if (!this.#mayGo(instance, origin)) return undefined;
      const pool = this.#open(instance, origin);
      if (pool === undefined) return undefined;
      place = { origin, pool, busy: 0, usedAt: 0, closed: false };
      this.#places.set(origin, place);
    }
    this.#known.set(instance, place);
    place.usedAt = performance.now();
    return place;
  }

  /** Closes connections to where nothing has gone for long: instances that are gone. */
  closeUnused(): void {
    const now = performance.now();
    for (const [origin, place] of this.#places) {
      if (place.busy > 0 || now - place.usedAt < KEEP_MS) continue;
      this.#places.delete(origin);
      place.closed = true;
      void place.pool.close();
    }
  }

  /** Breaks what is under way. */
  async destroy(): Promise<void> {
    const places = [...this.#places.values()];
    this.#places.clear();
    await Promise.all(places.map(({ pool }) => pool.destroy()));
  }

  /** Undefined for what is no origin, whatever the registry says. */
  #open(instance: Instance, origin: string): Pool | undefined {
    try {
      return this.#pool(origin);
    } catch (error) {
      this.#refuse(instance, origin, `cannot be connected to (${lineOf(error)})`);
      return undefined;
    }
  }

  #pool(origin: string): Pool {
    const { limits, networks, tls } = this.#settings;
    return new Pool(origin, {
      connections: limits.connections,
      pipelining: 1,
      // HTTP/2 would be switched on here, with more than one batch per connection in `Place.busy`.
      allowH2: false,
      // Deadlines are watched for all calls together.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: 16_384,
      connect: {
        timeout: limits.connectMs,
        // Names lead to allowed addresses only. Addresses are not looked up: they are checked before.
        lookup: networks.lookup as never,
        ...(tls === undefined ? {} : { ca: tls.ca, key: tls.key, cert: tls.cert }),
        ...(tls?.servername === undefined ? {} : { servername: tls.servername }),
      },
    });
  }

  #mayGo(instance: Instance, origin: string): boolean {
    const allowed = this.#settings.networks.allowsHost(instance.host);
    if (allowed && maySpeakTo(instance, this.#settings)) return true;
    const why = allowed
      ? 'speaks no TLS, and calls go unencrypted neither where there are certificates nor, in production, to another machine'
      : 'lies outside the networks that instances may be in (CARVEOUT_NETWORKS)';
    this.#refuse(instance, origin, why);
    return false;
  }

  /** Says so once. */
  #refuse({ id }: Instance, origin: string, why: string): void {
    if (this.#refused.has(origin) || this.#refused.size >= 1_000) return;
    this.#refused.add(origin);
    this.#settings.log.error({ instance: id, origin }, `http: ${origin} ${why}; it gets no calls`);
  }
}
