import type { Announced, Announcement, Discovery, See } from '@carveout/runtime';
import { Condition } from '../discovery/condition.ts';
import { Pictures } from '../discovery/pictures.ts';
import { ConsulAgent } from './agent.ts';
import { ModuleWatch } from './module-watch.ts';
import type { ConsulOptions, ConsulSettings } from './options.ts';
import { settle } from './options.ts';
import { Registration } from './registration.ts';

/** From a changed check until the answer of a blocking query has been read elsewhere, in ms. */
const SPREAD_MS = 2_000;

/**
 * Discovery through Consul: the agent of this machine keeps a service for each module, whose check follows readiness.
 *
 * @throws CarveoutError CARV-440 when an option cannot work, CARV-444 when production refuses it.
 */
export function createConsulDiscovery(options: ConsulOptions): Discovery {
  return new ConsulDiscovery(options, settle(options));
}

class ConsulDiscovery implements Discovery {
  readonly name = 'consul';
  readonly delayMs: number;
  readonly #settings: ConsulSettings;
  readonly #agent: ConsulAgent;
  readonly #condition: Condition;
  readonly #pictures: Pictures;
  readonly #stopped = new AbortController();
  readonly #announced = new Set<Announced>();
  #watching: Promise<unknown> | undefined;

  constructor({ log }: ConsulOptions, settings: ConsulSettings) {
    const name = `Consul at ${settings.url.host}`;
    this.#settings = settings;
    this.delayMs = settings.readyMs + SPREAD_MS;
    this.#agent = new ConsulAgent(settings);
    this.#condition = new Condition(name, log);
    this.#pictures = new Pictures(name, log);
  }

  async start(modules: readonly string[], see: See): Promise<void> {
    this.#pictures.begin(see);
    const parts = {
      agent: this.#agent,
      settings: this.#settings,
      pictures: this.#pictures,
      condition: this.#condition,
      signal: this.#stopped.signal,
    };
    const watches = modules.map((module) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      return { tried: promise, ended: new ModuleWatch(module, parts).run(resolve).finally(resolve) };
    });
    this.#watching = Promise.all(watches.map(({ ended }) => ended));
    await Promise.all(watches.map(({ tried }) => tried));
  }

  async announce({ instance, modules, ready }: Announcement): Promise<Announced> {
    const parts = { agent: this.#agent, settings: this.#settings, condition: this.#condition };
    const registrations = modules.map((module) => new Registration(module, instance, ready, parts));
    let withdrawn: Promise<unknown> | undefined;
    const announced: Announced = {
      withdraw: async (withinMs) => {
        withdrawn ??= Promise.all(registrations.map((registration) => registration.withdraw(withinMs)));
        await withdrawn;
        this.#announced.delete(announced);
        await this.#closeIfDone();
      },
    };
    this.#announced.add(announced);
    await Promise.all(registrations.map((registration) => registration.start()));
    return announced;
  }

  health(): string | undefined {
    return this.#condition.health();
  }

  async stop(): Promise<void> {
    this.#pictures.end();
    this.#stopped.abort();
    await this.#watching;
    await this.#closeIfDone();
  }

  /** What is announced stays so until it is withdrawn, though nothing is watched any more. */
  async #closeIfDone(): Promise<void> {
    if (this.#stopped.signal.aborted && this.#announced.size === 0) await this.#agent.close();
  }
}
