import type { Instance } from '@carveout/runtime';
import { fullJitter } from '../full-jitter.ts';
import type { Settings } from '../options.ts';
import type { Status } from '../records/record-of.ts';
import { appOf, instanceIdOf, recordOf } from '../records/record-of.ts';
import { isObject } from '../records/narrow.ts';
import type { Registry } from '../records/registry.ts';
import type { Answer } from '../requests/eureka-server.ts';
import type { Limits, Servers } from '../requests/servers.ts';
import { unexpected } from '../requests/servers.ts';

/** The longest pause before the registry is told again what it could not hear. */
const LONGEST_PAUSE_MS = 5_000;

/** The record of one module of this process, and what the registry knows of it. */
export class Registration {
  readonly module: string;
  readonly #instance: Instance;
  readonly #servers: Servers;
  readonly #settings: Settings;
  readonly #app: string;
  readonly #instanceId: string;
  /** What the registry was told last; undefined where it has heard nothing, or has forgotten it. */
  #told: Status | undefined;
  #dirtyAt = 0;
  #registeredAt = 0;
  #dueAt = 0;
  #failures = 0;
  #trouble: string | undefined;
  #listed = false;

  constructor(module: string, instance: Instance, servers: Servers, settings: Settings) {
    this.module = module;
    this.#instance = instance;
    this.#servers = servers;
    this.#settings = settings;
    this.#app = appOf(module);
    this.#instanceId = instanceIdOf(instance.id, module);
  }

  /** Why the registry does not know what it should. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /**
   * Tells the status where it is new, and renews it where that is due. Never rejects.
   *
   * @returns whether the registry had forgotten this record.
   */
  async beat(status: Status, stop: AbortSignal): Promise<boolean> {
    const now = performance.now();
    const news = this.#told !== status;
    if (now < this.#dueAt && (!news || this.#failures > 0)) return false;
    let forgotten = false;
    try {
      if (!news) forgotten = !(await this.#renew(status, stop));
      if (forgotten) this.#forget();
      if (news || forgotten) await this.#register(status, stop);
      this.#told = status;
      this.#failures = 0;
      this.#trouble = undefined;
      this.#dueAt = now + this.#settings.renewMs;
    } catch (error) {
      if (stop.aborted) return forgotten;
      this.#failures += 1;
      this.#trouble = (error as Error).message;
      this.#dueAt = performance.now() + fullJitter(this.#failures, Math.min(this.#settings.renewMs, LONGEST_PAUSE_MS));
    }
    return forgotten;
  }

  /** Takes note of a registry. Answers true where this record was in one before and is not any more. */
  missingIn(registry: Registry): boolean {
    const records = registry.has(this.#app) ? registry.get(this.#app) : [];
    if (records === undefined || this.#told === undefined) return false;
    const listed = records.some((record) => isObject(record) && record['instanceId'] === this.#instanceId);
    const missing = this.#listed && !listed;
    this.#listed = listed;
    // A server's answer that was being made while this record came in may lack it, and is kept for up to 180 s, until a
    // record changes: this one does then.
    if (missing || (!listed && performance.now() - this.#registeredAt > this.#listedWithinMs)) this.#forget();
    return missing;
  }

  /** @throws Error when no server has taken the record back. */
  async remove(limits: Limits): Promise<void> {
    await this.#servers.ask({ method: 'DELETE', path: this.#path }, expect(200, 204, 404), limits);
    this.#told = undefined;
  }

  /** What was told is in any answer by then. */
  get #listedWithinMs(): number {
    const { serverCacheMs, fetchMs, requestMs } = this.#settings;
    return serverCacheMs + 2 * fetchMs + requestMs;
  }

  get #path(): string {
    return `${encodeURIComponent(this.#app)}/${this.#instanceId}`;
  }

  #forget(): void {
    this.#told = undefined;
    this.#listed = false;
    this.#dueAt = 0;
  }

  /** Answers false where the registry does not know the record, or has an older one. */
  async #renew(status: Status, stop: AbortSignal): Promise<boolean> {
    const path = `${this.#path}?status=${status}&lastDirtyTimestamp=${this.#dirtyAt}`;
    return (await this.#servers.ask({ method: 'PUT', path }, expect(200, 204, 404), { stop })).status !== 404;
  }

  async #register(status: Status, stop: AbortSignal): Promise<void> {
    const { renewMs, leaseSeconds } = this.#settings;
    this.#dirtyAt = Math.max(Date.now(), this.#dirtyAt + 1);
    const { module } = this;
    const body = recordOf(this.#instance, { module, status, renewMs, leaseSeconds, dirtyAt: this.#dirtyAt });
    const path = encodeURIComponent(this.#app);
    await this.#servers.ask({ method: 'POST', path, body }, expect(200, 204), { stop });
    this.#registeredAt = performance.now();
  }
}

function expect(...statuses: readonly number[]): (answer: Answer) => Answer {
  return (answer) => {
    if (!statuses.includes(answer.status)) throw unexpected(answer);
    return answer;
  };
}
