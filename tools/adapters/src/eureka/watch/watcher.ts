import type { See } from '@carveout/runtime';
import type { Doubt } from '../doubt.ts';
import { fullJitter } from '../full-jitter.ts';
import type { Settings } from '../options.ts';
import type { Registry } from '../records/registry.ts';
import { registryOf } from '../records/registry.ts';
import type { Servers } from '../requests/servers.ts';
import { Losses } from './losses.ts';
import { Pictures } from './picture.ts';

export interface WatcherParts {
  readonly servers: Servers;
  readonly settings: Settings;
  readonly doubt: Doubt;
  /** Hears each registry that was read, before its pictures are told. */
  readonly heard: (registry: Registry) => void;
  /** Called after each try. */
  readonly tried: () => void;
}

/** Reads the whole registry every `fetchMs`, once for all modules, and tells what has changed. */
export class Watcher {
  readonly #parts: WatcherParts;
  readonly #pictures: Pictures;
  readonly #losses = new Losses();
  readonly #told = new Map<string, string>();
  readonly #stop = new AbortController();
  #modules: readonly string[] = [];
  #see: See = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #readFrom: string | undefined;
  #trouble: string | undefined;

  constructor(parts: WatcherParts) {
    this.#parts = parts;
    this.#pictures = new Pictures(parts.settings.log);
  }

  /** Why the registry cannot be read. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  async start(modules: readonly string[], see: See): Promise<void> {
    this.#modules = modules;
    this.#see = see;
    if (modules.length > 0) await this.#turn();
  }

  stop(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
  }

  /** One fetch, and the next one in time. Never rejects. */
  async #turn(): Promise<void> {
    const { settings } = this.#parts;
    const began = performance.now();
    try {
      const registry = await this.#fetch();
      if (this.#stop.signal.aborted) return;
      this.#parts.heard(registry);
      this.#failures = 0;
      this.#trouble = undefined;
      // Whoever announces something learns the same from its own record. Said before the picture that shrinks is told.
      const lost = this.#losses.in(registry);
      if (lost !== undefined) this.#parts.doubt.raise(lost, settings.renewMs + settings.fetchMs);
      this.#tell(registry);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#failures += 1;
      this.#trouble = (error as Error).message;
    }
    this.#parts.tried();
    const pause =
      this.#failures > 0
        ? fullJitter(this.#failures, Math.max(settings.fetchMs, 500))
        : Math.max(0, settings.fetchMs - (performance.now() - began));
    this.#timer = setTimeout(() => void this.#turn(), pause);
    this.#timer.unref();
  }

  async #fetch(): Promise<Registry> {
    const { servers, settings, doubt } = this.#parts;
    const registry = await servers.ask({ method: 'GET', path: '' }, registryOf, { stop: this.#stop.signal });
    const from = servers.current;
    // Another server may have been started just now, and know only who has registered since.
    if (this.#readFrom !== undefined && this.#readFrom !== from)
      doubt.raise(`${this.#readFrom} did not answer, and ${from} is read instead`, settings.renewMs);
    this.#readFrom = from;
    return registry;
  }

  #tell(registry: Registry): void {
    for (const module of this.#modules) {
      const instances = this.#pictures.of(module, registry);
      if (instances === undefined) continue;
      const text = JSON.stringify(instances);
      if (this.#told.get(module) === text) continue;
      this.#told.set(module, text);
      try {
        this.#see(module, instances);
      } catch (error) {
        this.#parts.settings.log.error({ err: error, module }, 'discovery: whoever watches threw');
      }
    }
  }
}
