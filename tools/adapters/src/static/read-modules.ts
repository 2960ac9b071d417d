import type { ReadRecord } from '../discovery/pictures.ts';
import { isRecord, shown } from '../discovery/fields.ts';
import { readAddress } from './read-address.ts';

export interface ReadModules {
  readonly modules: ReadonlyMap<string, readonly ReadRecord[]>;
  /** What is wrong with modules whose picture therefore cannot be read, by module. */
  readonly faults: ReadonlyMap<string, string>;
}

/** Reads module names, each with its list of addresses. */
export function readModules(value: Readonly<Record<string, unknown>>): ReadModules {
  const modules = new Map<string, readonly ReadRecord[]>();
  const faults = new Map<string, string>();
  for (const [module, list] of Object.entries(value)) {
    if (Array.isArray(list)) modules.set(module, list.map(readAddress));
    else faults.set(module, `${shown(module)} needs a list of addresses, not ${shown(list)}`);
  }
  return { modules, faults };
}

/**
 * Reads what a file holds.
 *
 * @throws Error when it is no mapping in YAML or JSON. An empty file is none: it is what a reader finds of a file that is
 * just being written.
 */
export function readModulesOf(value: unknown): ReadModules {
  if (!isRecord(value)) throw new Error(`it holds ${shown(value)}, no module names with lists of addresses`);
  return readModules(value);
}
