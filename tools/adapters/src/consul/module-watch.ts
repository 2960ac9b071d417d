import type { Condition } from '../discovery/condition.ts';
import { shown } from '../discovery/fields.ts';
import type { Pictures } from '../discovery/pictures.ts';
import { BackOff } from '../rabbitmq/connection/back-off.ts';
import { sleep } from '../rabbitmq/connection/sleep.ts';
import type { AgentAnswer, ConsulAgent } from './agent.ts';
import { refusal } from './agent.ts';
import type { ConsulSettings } from './options.ts';
import { readEntry } from './record.ts';

/** At most so often a module is asked for while its picture keeps changing, in ms: Consul's documentation wants a limit. */
const PAUSE_MS = 100;

export interface WatchParts {
  readonly agent: ConsulAgent;
  readonly settings: ConsulSettings;
  readonly pictures: Pictures;
  readonly condition: Condition;
  readonly signal: AbortSignal;
}

/** Follows one module by blocking queries. */
export class ModuleWatch {
  readonly #module: string;
  readonly #parts: WatchParts;
  /** 0 asks for an answer at once. */
  #index = 0;

  constructor(module: string, parts: WatchParts) {
    this.#module = module;
    this.#parts = parts;
  }

  /** Runs until the signal. @param tried called when the picture was told once, or cannot be read for now */
  async run(tried: () => void): Promise<void> {
    const { condition, settings, signal } = this.#parts;
    const asked = `where ${this.#module} is`;
    const backOff = new BackOff(200, settings.retryMs);
    while (!signal.aborted) {
      let pause = PAUSE_MS;
      try {
        await this.#ask();
        backOff.reset();
        condition.good(asked);
      } catch (error) {
        if (signal.aborted) return;
        // What came last may be of before a restart.
        this.#index = 0;
        condition.bad(asked, (error as Error).message);
        pause = backOff.next();
      }
      tried();
      await sleep(pause, signal);
    }
  }

  async #ask(): Promise<void> {
    const { agent, settings, signal } = this.#parts;
    const wait = `&index=${this.#index}&wait=${settings.waitMs}ms`;
    const path = `/health/service/${encodeURIComponent(this.#module)}?passing=1${this.#index === 0 ? '' : wait}`;
    // Consul adds up to a sixteenth to the time for which it waits, so that not all come back at once.
    const withinMs = settings.requestMs + (this.#index === 0 ? 0 : Math.ceil(settings.waitMs * (17 / 16)));
    const answer = await agent.ask({ method: 'GET', path, signal, withinMs });
    if (answer.status !== 200) throw refusal(answer);
    // A token that may read nothing gets an empty list, which is no picture.
    if (answer.filtered) throw new Error('the token may not read all of it: it needs service:read and node:read');
    const index = nextIndex(this.#index, answer.index);
    this.#tell(answer);
    this.#index = index;
  }

  #tell({ text }: AgentAnswer): void {
    const entries: unknown = JSON.parse(text);
    if (!Array.isArray(entries)) throw new Error(`the answer is no list: ${shown(entries)}`);
    const records = entries.map((entry) => readEntry(entry, this.#parts.settings.system));
    this.#parts.pictures.tell(
      this.#module,
      records.filter((record) => record !== undefined),
    );
  }
}

/**
 * The index to wait for next, by the rules of Consul's documentation: from the start again where it went backwards, and
 * at least 1, for 0 would not wait.
 *
 * @throws Error where the answer has none: asking on without it would ask without a pause.
 */
export function nextIndex(before: number, given: number | undefined): number {
  if (given === undefined) throw new Error('the answer has no X-Consul-Index: this is not Consul, or not all of it');
  return given < before ? 0 : Math.max(1, given);
}
