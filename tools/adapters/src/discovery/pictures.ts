import type { Instance, See } from '@carveout/runtime';
import { recordLeftOut } from './errors/carv-442-record-left-out.ts';
import type { DiscoveryLog } from './log.ts';

/** More different records than this are left out without a word: a registry must not fill the log. */
const MOST_COMPLAINTS = 1_000;

/** A record of a registry as an adapter reads it, or why it makes no sense. */
export type ReadRecord = Instance | { readonly nonsense: string };

/** What was told of each module; tells a picture when it differs from the one before. */
export class Pictures {
  readonly #name: string;
  readonly #log: DiscoveryLog;
  readonly #told = new Map<string, string>();
  readonly #complaints = new Set<string>();
  #see: See | undefined;

  constructor(name: string, log: DiscoveryLog) {
    this.#name = name;
    this.#log = log;
  }

  begin(see: See): void {
    this.#see = see;
  }

  /** Nothing is told from now on. */
  end(): void {
    this.#see = undefined;
  }

  /** Tells of a module what can be used of its records. */
  tell(module: string, records: readonly ReadRecord[]): void {
    if (this.#see === undefined) return;
    const instances = new Map<string, Instance>();
    for (const record of records) {
      if ('nonsense' in record) this.#complain(module, record.nonsense);
      else instances.set(JSON.stringify([record.id, record.host, record.ports]), record);
    }
    const picture = [...instances.values()];
    const text = JSON.stringify([...instances.keys()].sort().map((key) => instances.get(key)));
    if (this.#told.get(module) === text) return;
    this.#told.set(module, text);
    this.#see(module, picture);
  }

  #complain(module: string, record: string): void {
    const complaint = `${module} ${record}`;
    if (this.#complaints.has(complaint) || this.#complaints.size >= MOST_COMPLAINTS) return;
    this.#complaints.add(complaint);
    const { code } = recordLeftOut;
    this.#log.warn({ code, module, record }, `discovery: a record of ${this.#name} is left out: ${record}`);
  }
}
