import type { Instance } from '@carveout/runtime';
import type { Logger } from 'pino';
import { recordWithoutSense } from '../errors/carv-452-record-without-sense.ts';
import { instanceOf, isUp } from '../records/instance-of.ts';
import { isObject } from '../records/narrow.ts';
import { appOf } from '../records/record-of.ts';
import type { Registry } from '../records/registry.ts';

/** So many faults are remembered as logged; more are not logged. */
const MOST_LOGGED = 1_000;

/** Finds a module's instances in a registry, and logs each record that makes no sense once. */
export class Pictures {
  readonly #log: Logger;
  readonly #logged = new Set<string>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Those that are up, in the order of their ids; `undefined` where the registry does not say it in a way to be read. */
  of(module: string, registry: Registry): readonly Instance[] | undefined {
    const app = appOf(module);
    const records = registry.has(app) ? registry.get(app) : [];
    if (records === undefined) {
      this.#complain(module, '', 'its instances are no list: what was known of them stays in use');
      return undefined;
    }
    const found = new Map<string, Instance>();
    for (const record of records) {
      if (isObject(record) && !isUp(record)) continue;
      const instance = instanceOf(record);
      if (typeof instance === 'string') this.#complain(module, nameOf(record), `${instance}: it is left out`);
      else if (!found.has(instance.id)) found.set(instance.id, instance);
    }
    return [...found.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  #complain(module: string, record: string, what: string): void {
    const about = `${module} ${record} ${what}`;
    if (this.#logged.has(about) || this.#logged.size >= MOST_LOGGED) return;
    this.#logged.add(about);
    const { code } = recordWithoutSense;
    this.#log.error({ code, module, record }, `${code}: Eureka says of ${module} what makes no sense: ${what}`);
  }
}

function nameOf(record: unknown): string {
  const id = isObject(record) ? record['instanceId'] : undefined;
  return typeof id === 'string' ? id.slice(0, 200) : '';
}
