import { isObject } from '../records/narrow.ts';
import type { Registry } from '../records/registry.ts';

/**
 * Notices when a registry has lost what it knew: processes go one by one, and say so; all at once they go where another
 * server answers, or the same one after a restart.
 */
export class Losses {
  #known: ReadonlySet<string> = new Set();

  /** Says what is gone where that is more than half of the records of the last reading, and at least two. */
  in(registry: Registry): string | undefined {
    const before = this.#known;
    this.#known = idsOf(registry, before);
    const lost = [...before].filter((id) => !this.#known.has(id)).length;
    if (lost < 2 || lost * 2 <= before.size) return undefined;
    return `Eureka has lost ${lost} of ${before.size} records at once: it may have been started anew`;
  }
}

/** Of all records, whatever their status: who says that it is down is not lost. */
function idsOf(registry: Registry, before: ReadonlySet<string>): Set<string> {
  const ids = new Set<string>();
  for (const [app, records] of registry) {
    // What cannot be read is not gone.
    if (records === undefined) for (const id of before) if (id.startsWith(`${app} `)) ids.add(id);
    for (const record of records ?? [])
      if (isObject(record)) ids.add(`${app} ${String(record['instanceId'] ?? record['hostName'])}`);
  }
  return ids;
}
