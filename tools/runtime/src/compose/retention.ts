import type { HostedModule } from '../pipeline/hosted-module.ts';

const FIRST_MS = 60_000;
const EVERY_MS = 3_600_000;

/** Has every store forget what is older than its week: soon after the start, so that short lives do it too, then hourly. */
export class Retention {
  readonly #hosts: readonly HostedModule[];
  #timer: NodeJS.Timeout | undefined;

  constructor(hosts: readonly HostedModule[]) {
    this.#hosts = hosts;
  }

  start(): void {
    this.#next(FIRST_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #next(ms: number): void {
    const timer = setTimeout(() => {
      void this.#purgeAll().then(() => this.#timer === timer && this.#next(EVERY_MS));
    }, ms);
    timer.unref();
    this.#timer = timer;
  }

  async #purgeAll(): Promise<void> {
    for (const { store, log } of this.#hosts) {
      await store
        ?.purge()
        .catch((error: unknown) =>
          log.warn({ err: error }, 'old outcomes and marks not purged; tried again in an hour'),
        );
    }
  }
}
