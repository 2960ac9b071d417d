import { isIP } from 'node:net';
import { maySpeakTo } from '@carveout/runtime/discovery';
import type { Balancer, Member, Networks, Tls } from '@carveout/runtime/discovery';
import type { Logger } from 'pino';
import { Pool, buildConnector } from 'undici';
import type { Attempt } from './attempt.ts';

export interface UpstreamOptions {
  readonly balancer: Balancer;
  /** Where connections may lead. */
  readonly networks: Networks;
  /** What is shown to instances that speak TLS, and who must have signed theirs. Texts in PEM. */
  readonly tls?: Tls | undefined;
  /** Refuses instances on other machines that speak no TLS. @default false */
  readonly production?: boolean | undefined;
  /** A mesh encrypts what goes to instances that speak no TLS. @default false */
  readonly plaintext?: boolean | undefined;
  /** Told of instances that may not be spoken to. */
  readonly log?: Logger | undefined;
  /** Most connections to one instance. @default 64 */
  readonly connections?: number | undefined;
  /** Most requests that wait for a connection to one instance; more go elsewhere, or are refused. @default 256 */
  readonly waiting?: number | undefined;
  /** Milliseconds until a connection must stand. @default 1000 */
  readonly connectMs?: number | undefined;
  /** Milliseconds for which an answer that has begun may stand still. @default 60000 */
  readonly stallMs?: number | undefined;
  /** The same while others wait for its connection. @default 2000 */
  readonly unreadMs?: number | undefined;
}

/**
 * Spread into what is dispatched: undici would take the client's `Host` for the name that an instance must prove, and part
 * connections by it. Any name that is the same for all; what counts is said as a connection is made.
 */
export const SAME_NAME = { servername: 'instance' };

/** So long an instance that is not asked any more keeps its connections. */
const UNUSED_MS = 60_000;
const LOOK_MS = 15_000;
/** Shorter than what servers of the kit keep, so that a connection is not ended by the other side as it is used. */
const KEEP_ALIVE_MS = 30_000;
/** What a server says of how long it keeps a connection is believed up to here, less what goes on the way. */
const LONGEST_KEEP_ALIVE_MS = 60_000;

/** The connections to one instance, for all modules that it hosts. */
export interface Upstream {
  readonly pool: Pool;
  /** Requests that the pool has not done with. */
  readonly inFlight: Set<Attempt>;
  /** In ms of `performance.now()`. */
  usedAt: number;
}

/** The instances behind the gateway, with connections to each. */
export class Upstreams {
  readonly stallMs: number;
  readonly #options: {
    readonly [P in Exclude<keyof UpstreamOptions, 'tls' | 'log'>]-?: NonNullable<UpstreamOptions[P]>;
  };
  readonly #tls: Tls | undefined;
  readonly #log: Logger | undefined;
  readonly #byOrigin = new Map<string, Upstream>();
  readonly #origins = new WeakMap<Member, { readonly of: Member['instance']; readonly origin: string | undefined }>();
  readonly #look: NodeJS.Timeout;

  constructor(options: UpstreamOptions) {
    this.#options = {
      balancer: options.balancer,
      networks: options.networks,
      connections: options.connections ?? 64,
      waiting: options.waiting ?? 256,
      connectMs: options.connectMs ?? 1_000,
      stallMs: options.stallMs ?? 60_000,
      unreadMs: options.unreadMs ?? 2_000,
      production: options.production ?? false,
      plaintext: options.plaintext ?? false,
    };
    this.stallMs = this.#options.stallMs;
    this.#tls = options.tls;
    this.#log = options.log;
    this.#look = setInterval(() => this.#forgetUnused(), LOOK_MS);
    this.#look.unref();
  }

  /** An instance that hosts the module and takes requests, other than those tried where there is another. */
  pick(module: string, tried: Set<Member>): Member | undefined {
    for (;;) {
      const { balancer } = this.#options;
      const member = balancer.pick(module, tried) ?? (tried.size > 0 ? balancer.pick(module) : undefined);
      if (member === undefined || tried.has(member) || this.#originOf(member) !== undefined) return member;
      tried.add(member);
    }
  }

  /**
   * Undefined for an instance that takes no requests.
   *
   * @throws Error where no connection can lead to its address, whatever the registry says.
   */
  of(member: Member): Upstream | undefined {
    const origin = this.#originOf(member);
    if (origin === undefined) return undefined;
    const known = this.#byOrigin.get(origin);
    if (known !== undefined) return known;
    const upstream: Upstream = { pool: this.#open(origin), inFlight: new Set(), usedAt: performance.now() };
    this.#byOrigin.set(origin, upstream);
    return upstream;
  }

  /** Whether no more requests may wait for it. */
  isFull({ inFlight }: Upstream): boolean {
    return inFlight.size >= this.#options.connections + this.#options.waiting;
  }

  /** Whether all connections to it are taken, so that some requests wait for one. */
  isBusy({ inFlight }: Upstream): boolean {
    return inFlight.size > this.#options.connections;
  }

  /**
   * Ends the answer that has stood still for longest, if that is long: clients that do not read must not take an instance
   * away from those who do.
   */
  makeRoom({ inFlight }: Upstream): void {
    const [slowest] = [...inFlight].sort((one, other) => other.unreadMs - one.unreadMs);
    if (slowest !== undefined && slowest.unreadMs >= this.#options.unreadMs) slowest.breakOff();
  }

  /** Ends all connections, those in use at once. */
  async close(): Promise<void> {
    clearInterval(this.#look);
    const pools = [...this.#byOrigin.values()].map(({ pool }) => pool);
    this.#byOrigin.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  #open(origin: string): Pool {
    const { connections, connectMs, networks, stallMs } = this.#options;
    const tls = this.#tls;
    const connect = buildConnector({ timeout: connectMs, allowH2: false, lookup: networks.lookup, ...tls });
    return new Pool(origin, {
      connections,
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: LONGEST_KEEP_ALIVE_MS,
      // By when an answer must begin, says each route; a timer of the gateway's own sees to it.
      headersTimeout: 0,
      bodyTimeout: stallMs,
      connect: (options, done) => connect({ ...options, servername: tls?.servername ?? '' }, done),
    });
  }

  #originOf(member: Member): string | undefined {
    const { instance } = member;
    const known = this.#origins.get(member);
    if (known?.of === instance) return known.origin;
    const { host, ports, secure } = instance;
    const named = `${secure ? 'https' : 'http'}://${isIP(host) === 6 ? `[${host}]` : host}:${ports.http}`;
    const isSafe = maySpeakTo(instance, { ...this.#options, tls: this.#tls });
    if (!isSafe)
      this.#log?.error({ instance: instance.id, origin: named }, `${named} speaks no TLS; it gets no requests`);
    const origin = ports.http !== undefined && isSafe ? named : undefined;
    this.#origins.set(member, { of: instance, origin });
    return origin;
  }

  #forgetUnused(): void {
    const since = performance.now() - UNUSED_MS;
    for (const [origin, { pool, inFlight, usedAt }] of this.#byOrigin) {
      if (inFlight.size > 0 || usedAt > since) continue;
      this.#byOrigin.delete(origin);
      void pool.close();
    }
  }
}
