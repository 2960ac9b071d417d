import { registryUnusable } from './errors/carv-443-registry-unusable.ts';
import type { DiscoveryLog } from './log.ts';

/** What is wrong with a registry just now, by what was asked of it; logs when that begins, and when it has ended. */
export class Condition {
  readonly #name: string;
  readonly #log: DiscoveryLog;
  readonly #code: string;
  readonly #faults = new Map<string, string>();

  constructor(name: string, log: DiscoveryLog, code: string = registryUnusable.code) {
    this.#name = name;
    this.#log = log;
    this.#code = code;
  }

  /** What was asked did not succeed. */
  bad(asked: string, why: string): void {
    const begins = this.#faults.size === 0;
    const line = why.replace(/\s+/g, ' ').slice(0, 300);
    this.#faults.set(asked, line);
    if (begins) this.#log.error({ code: this.#code, asked }, `discovery: ${this.#name} is of no use for now: ${line}`);
  }

  /** What was asked has succeeded, or is not asked any more. */
  good(asked: string): void {
    if (this.#faults.delete(asked) && this.#faults.size === 0)
      this.#log.info({}, `discovery: ${this.#name} is of use again`);
  }

  /** One line, or undefined while all is well. */
  health(): string | undefined {
    const [first] = this.#faults;
    return first && `${this.#name}, asked for ${first[0]}: ${first[1]}`;
  }
}
