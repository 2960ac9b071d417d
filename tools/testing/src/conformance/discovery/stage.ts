import { randomBytes, randomInt } from 'node:crypto';
import type { Announced, Discovery, Instance } from '@carveout/runtime';
import { expect, vi } from 'vitest';
import type { DiscoveryWorld } from './discovery-world.ts';
import { hostElsewhere } from './elsewhere.ts';
import type { Elsewhere } from './elsewhere.ts';

/** What a machine that does other things as well may add to a delay, in ms. */
export const SLACK_MS = 4_000;

/** A process that looks for modules. */
export interface Watcher {
  readonly discovery: Discovery;
  /** Undefined until it was told one. */
  picture(module: string): readonly Instance[] | undefined;
  /** How often it was told a picture of any module. */
  readonly told: number;
}

/** A process that hosts modules. */
export interface Host {
  readonly instance: Instance;
  ready(now: boolean): Promise<void>;
  withdraw(withinMs?: number): Promise<void>;
}

export interface HostRequest {
  readonly modules: readonly string[];
  readonly instance?: Partial<Instance>;
  readonly ready?: boolean;
  readonly system?: string;
}

/** Processes of one test. Their modules have names of their own, so that tests can use one registry. */
export class Stage {
  readonly world: DiscoveryWorld;
  readonly #name = randomBytes(4).toString('hex');
  readonly #endings: (() => Promise<unknown>)[] = [];
  readonly #registered = new Map<string, Instance[]>();
  #away = false;

  constructor(world: DiscoveryWorld) {
    this.world = world;
  }

  /** The name of a module of this test. */
  module(name: string): string {
    return `${name}-t${this.#name}`;
  }

  instance(given: Partial<Instance> = {}): Instance {
    const { zone, metadata, secure } = this.world.without;
    return {
      id: randomBytes(8).toString('hex'),
      host: `10.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(1, 255)}`,
      ports: { http: randomInt(1_024, 65_536), link: randomInt(1_024, 65_536) },
      ...given,
      secure: secure === undefined && (given.secure ?? false),
      zone: zone === undefined ? given.zone : undefined,
      metadata: metadata === undefined ? (given.metadata ?? {}) : {},
    };
  }

  open(system?: string): Discovery {
    const discovery = this.world.open(system);
    this.#endings.push(() => discovery.stop());
    return discovery;
  }

  async watch(modules: readonly string[], system?: string): Promise<Watcher> {
    const pictures = new Map<string, readonly Instance[]>();
    const watcher = {
      discovery: this.open(system),
      told: 0,
      picture: (module: string) => pictures.get(module),
    };
    await watcher.discovery.start(modules, (module, instances) => {
      watcher.told += 1;
      pictures.set(module, instances);
    });
    return watcher;
  }

  async host({ modules, instance: given, ready = true, system }: HostRequest): Promise<Host> {
    const instance = this.instance(given);
    if (this.world.register !== undefined) return this.#registerElsewhere(modules, instance, ready, system);
    const discovery = this.open(system);
    let isReady = ready;
    const announced: Announced = await discovery.announce({ instance, modules, ready: () => isReady });
    this.#endings.unshift(() => announced.withdraw(1_000));
    return {
      instance,
      ready: async (now) => void (isReady = now),
      withdraw: (withinMs = 5_000) => announced.withdraw(withinMs),
    };
  }

  /** Hosts modules in a process of its own. */
  async hostElsewhere(modules: readonly string[]): Promise<Elsewhere> {
    const host = await hostElsewhere(this.world.program, { instance: this.instance(), modules });
    this.#endings.push(() => host.kill());
    return host;
  }

  async stopRegistry(): Promise<void> {
    this.#away = true;
    await this.world.stopRegistry();
  }

  async startRegistry(): Promise<void> {
    await this.world.startRegistry();
    this.#away = false;
  }

  /** Waits until the watcher sees exactly these hosts; fails when that takes longer than the adapter says. */
  async sees(watcher: Watcher, module: string, hosts: readonly Host[], withinMs = this.world.delayMs): Promise<void> {
    const wanted = hosts.map(({ instance }) => placeOf(instance)).sort();
    await vi.waitFor(() => expect(watcher.picture(module)?.map(placeOf).sort()).toEqual(wanted), {
      timeout: withinMs + SLACK_MS,
      interval: 20,
    });
  }

  async clear(): Promise<void> {
    if (this.#away) await this.startRegistry();
    for (const end of this.#endings.splice(0)) await end();
    for (const key of this.#registered.keys()) await this.#put(key, []);
  }

  async #registerElsewhere(
    modules: readonly string[],
    instance: Instance,
    ready: boolean,
    system: string | undefined,
  ): Promise<Host> {
    const set = async (listed: boolean): Promise<void> => {
      for (const module of modules) {
        const key = JSON.stringify([module, system]);
        const others = (this.#registered.get(key) ?? []).filter((one) => one !== instance);
        await this.#put(key, listed ? [...others, instance] : others);
      }
    };
    await set(ready);
    return { instance, ready: set, withdraw: () => set(false) };
  }

  async #put(key: string, instances: Instance[]): Promise<void> {
    this.#registered.set(key, instances);
    const [module, system] = JSON.parse(key) as [string, string?];
    await this.world.register!(module, instances, system ?? undefined);
  }
}

/** Where something is, as text. */
export const placeOf = ({ host, ports: { http, link } }: Instance): string =>
  `${host} http ${http ?? 'none'} link ${link ?? 'none'}`;
