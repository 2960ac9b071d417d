import { setTimeout as sleep } from 'node:timers/promises';
import type { Announced, Announcement, Instance } from '@carveout/runtime';
import type { Doubt } from '../doubt.ts';
import { fullJitter } from '../full-jitter.ts';
import type { Settings } from '../options.ts';
import { mayKeep } from '../records/keys.ts';
import type { Status } from '../records/record-of.ts';
import type { Registry } from '../records/registry.ts';
import type { Servers } from '../requests/servers.ts';
import { Registration } from './registration.ts';

/** How often readiness is looked at, in ms. */
export const LOOK_MS = 250;

export interface AnnouncerParts {
  readonly servers: Servers;
  readonly settings: Settings;
  readonly doubt: Doubt;
  /** Called after each look at readiness, and what followed from it. */
  readonly tried: () => void;
}

/** Keeps the records of one process as they should be, until they are taken back. */
export class Announcer implements Announced {
  readonly #ready: () => boolean;
  readonly #registrations: readonly Registration[];
  readonly #settings: Settings;
  readonly #doubt: Doubt;
  readonly #tried: () => void;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();
  #ended = false;
  #withdrawn: Promise<void> | undefined;

  constructor({ instance, modules, ready }: Announcement, { servers, settings, doubt, tried }: AnnouncerParts) {
    this.#ready = ready;
    this.#settings = settings;
    this.#doubt = doubt;
    this.#tried = tried;
    const placed: Instance = { ...instance, zone: instance.zone ?? settings.zone };
    const left = Object.keys(instance.metadata).filter((key) => !mayKeep(key));
    if (left.length > 0) settings.log.warn({ keys: left }, 'discovery: Eureka does not keep metadata under these keys');
    const unique = [...new Set(modules)];
    this.#registrations = unique.map((module) => new Registration(module, placed, servers, settings));
  }

  /** Why the registry does not know of this process what it should. */
  get trouble(): string | undefined {
    if (this.#ended) return undefined;
    const troubled = this.#registrations.filter(({ trouble }) => trouble !== undefined);
    if (troubled.length === 0) return undefined;
    return `${troubled.map(({ module }) => module).join(', ')} cannot be registered: ${troubled[0]!.trouble}`;
  }

  /** Resolves after the first try. */
  async start(): Promise<void> {
    this.#turn = this.#round();
    await this.#turn;
    this.#next();
  }

  /** Takes note of a registry, before its pictures are told. */
  heard(registry: Registry): void {
    if (this.#ended) return;
    if (this.#registrations.filter((one) => one.missingIn(registry)).length > 0) this.#forgotten();
  }

  /** Ends all renewals; the records stay until their lease is over, or `withdraw`. */
  stop(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#stop.abort();
  }

  withdraw(withinMs: number): Promise<void> {
    return (this.#withdrawn ??= this.#withdraw(withinMs));
  }

  async #withdraw(withinMs: number): Promise<void> {
    const until = performance.now() + withinMs;
    this.#ended = true;
    clearTimeout(this.#timer);
    // A registration that is under way could reach the server after its removal, and list this process again.
    const over = new AbortController();
    const underWay = this.#turn.finally(() => over.abort());
    await Promise.race([underWay, pause(Math.min(withinMs / 2, this.#settings.requestMs), over.signal)]);
    over.abort();
    this.#stop.abort();
    await Promise.all(this.#registrations.map((one) => this.#remove(one, until)));
  }

  async #remove(registration: Registration, until: number): Promise<void> {
    const never = new AbortController().signal;
    let why = 'there was no time left to take it back';
    for (let failures = 1; ; failures++) {
      const withinMs = until - performance.now();
      if (withinMs <= 0) break;
      try {
        return await registration.remove({ withinMs, stop: never });
      } catch (error) {
        why = (error as Error).message;
        const left = until - performance.now();
        if (left > 0) await pause(Math.min(left, fullJitter(failures, 1_000)), never);
      }
    }
    const { module } = registration;
    this.#settings.log.warn({ module }, `discovery: ${module} stays in Eureka until its lease is over: ${why}`);
  }

  #next(): void {
    if (this.#ended) return;
    this.#timer = setTimeout(() => {
      this.#turn = this.#round().finally(() => this.#next());
    }, LOOK_MS);
    this.#timer.unref();
  }

  /** Never rejects. */
  async #round(): Promise<void> {
    const status = this.#status();
    const beats = this.#registrations.map((one) => one.beat(status, this.#stop.signal));
    if ((await Promise.all(beats)).includes(true)) this.#forgotten();
    this.#tried();
  }

  #status(): Status {
    try {
      return this.#ready() ? 'UP' : 'DOWN';
    } catch {
      return 'DOWN';
    }
  }

  #forgotten(): void {
    const { renewMs, fetchMs } = this.#settings;
    this.#doubt.raise(
      'Eureka has forgotten this process, and is told again: it may have been started anew',
      renewMs + fetchMs,
    );
  }
}

async function pause(ms: number, stop: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: stop }).catch(() => undefined);
}
