import type { Settings } from '../options.ts';
import { EurekaServer } from './eureka-server.ts';
import type { Answer, EurekaRequest } from './eureka-server.ts';

/** What to make of an answer. One that throws is a failure of its server, and the next one is asked. */
export type Read<T> = (answer: Answer) => T;

export interface Limits {
  /** For all servers together. @default `requestMs` for each */
  readonly withinMs?: number;
  readonly stop: AbortSignal;
}

/** The servers of one registry: the one that answered last is asked first, and each at most once. */
export class Servers {
  readonly #servers: readonly EurekaServer[];
  readonly #requestMs: number;
  #current = 0;

  constructor({ urls, requestMs, log }: Settings) {
    this.#servers = urls.map((url) => new EurekaServer(url, log));
    this.#requestMs = requestMs;
  }

  /** The one that is asked first. */
  get current(): string {
    return this.#servers[this.#current]!.name;
  }

  /** @throws Error with what each server did. */
  async ask<T>(request: EurekaRequest, read: Read<T>, { withinMs = Infinity, stop }: Limits): Promise<T> {
    const first = this.#current;
    const count = this.#servers.length;
    const until = performance.now() + withinMs;
    const failures: string[] = [];
    for (let tried = 0; tried < count && !stop.aborted; tried++) {
      const index = (first + tried) % count;
      const server = this.#servers[index]!;
      const share = (until - performance.now()) / (count - tried);
      if (share <= 0) break;
      try {
        const value = read(await server.ask(request, Math.min(this.#requestMs, share), stop));
        this.#current = index;
        return value;
      } catch (error) {
        failures.push(`${server.name}: ${(error as Error).message}`);
      }
    }
    throw new Error(failures.join('; ') || 'there was no time left to ask');
  }
}

/** For what should have had another status. */
export function unexpected({ status }: Answer): Error {
  return new Error(`it answered ${status}`);
}
