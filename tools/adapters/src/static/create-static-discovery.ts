import type { Announced, Discovery, See } from '@carveout/runtime';
import { parse } from 'yaml';
import { Condition } from '../discovery/condition.ts';
import { addressesUnreadable } from '../discovery/errors/carv-441-addresses-unreadable.ts';
import type { ReadRecord } from '../discovery/pictures.ts';
import { Pictures } from '../discovery/pictures.ts';
import { unregistered } from '../discovery/unregistered.ts';
import type { StaticOptions, StaticSettings } from './options.ts';
import { settle } from './options.ts';
import { readModulesOf } from './read-modules.ts';
import { WatchedFile } from './watched-file.ts';

/** Between a change in the folder and the moment it was read, in ms. */
const READ_MS = 500;

/**
 * Discovery out of a file that somebody keeps, or out of options. Names stay names: connections resolve them.
 *
 * @throws CarveoutError CARV-440 when an option cannot work.
 */
export function createStaticDiscovery(options: StaticOptions): Discovery {
  return new StaticDiscovery(options, settle(options));
}

class StaticDiscovery implements Discovery {
  readonly name = 'static';
  readonly delayMs: number;
  readonly #settings: StaticSettings;
  readonly #condition: Condition;
  readonly #pictures: Pictures;
  #file: WatchedFile | undefined;
  #modules: readonly string[] = [];
  #text: string | undefined;

  constructor({ log }: StaticOptions, settings: StaticSettings) {
    const { source, pollMs } = settings;
    const name = 'file' in source ? source.file : 'the addresses';
    this.delayMs = 'file' in source ? pollMs + READ_MS : 0;
    this.#settings = settings;
    this.#condition = new Condition(name, log, addressesUnreadable.code);
    this.#pictures = new Pictures(name, log);
  }

  async start(modules: readonly string[], see: See): Promise<void> {
    this.#modules = modules;
    this.#pictures.begin(see);
    const { source, pollMs } = this.#settings;
    if ('records' in source) return this.#tell(source.records);
    this.#file = new WatchedFile(source.file, pollMs);
    await this.#file.start((text) => this.#hear(text));
  }

  async announce(): Promise<Announced> {
    return unregistered;
  }

  health(): string | undefined {
    return this.#condition.health();
  }

  async stop(): Promise<void> {
    this.#pictures.end();
    await this.#file?.stop();
  }

  #hear(text: string | Error): void {
    if (typeof text === 'string' && text === this.#text) return;
    this.#text = undefined;
    try {
      if (text instanceof Error) throw text;
      const { modules, faults } = readModulesOf(parse(text, { logLevel: 'error' }));
      this.#tell(modules, faults);
      if (faults.size > 0) throw new Error([...faults.values()].join('; '));
    } catch (error) {
      this.#condition.bad('addresses', `${(error as Error).message} (the last ones that could be read stay in use)`);
      return;
    }
    this.#text = text;
    this.#condition.good('addresses');
  }

  /** @param unread modules of which nothing can be said */
  #tell(records: ReadonlyMap<string, readonly ReadRecord[]>, unread: ReadonlyMap<string, unknown> = new Map()): void {
    for (const module of this.#modules) if (!unread.has(module)) this.#pictures.tell(module, records.get(module) ?? []);
  }
}
