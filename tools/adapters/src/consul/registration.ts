import type { Instance } from '@carveout/runtime';
import type { Condition } from '../discovery/condition.ts';
import { BackOff } from '../rabbitmq/connection/back-off.ts';
import { sleep } from '../rabbitmq/connection/sleep.ts';
import type { ConsulAgent } from './agent.ts';
import { refusal } from './agent.ts';
import type { ConsulSettings } from './options.ts';
import { metaOf } from './record.ts';

export interface RegistrationParts {
  readonly agent: ConsulAgent;
  readonly settings: ConsulSettings;
  readonly condition: Condition;
}

/** Keeps one module of this process registered, and its check at what readiness says, until it is withdrawn. */
export class Registration {
  readonly #module: string;
  readonly #instance: Instance;
  readonly #ready: () => boolean;
  readonly #parts: RegistrationParts;
  readonly #id: string;
  readonly #asked: string;
  readonly #ended = new AbortController();
  readonly #given = new AbortController();
  #registered = false;
  #running: Promise<void> | undefined;

  constructor(module: string, instance: Instance, ready: () => boolean, parts: RegistrationParts) {
    this.#module = module;
    this.#instance = instance;
    this.#ready = ready;
    this.#parts = parts;
    this.#id = `${module}-${instance.id}`;
    this.#asked = `a registration of ${module}`;
  }

  /** Resolves when Consul has heard it, or cannot for now. */
  start(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#running = this.#run(resolve);
    return promise;
  }

  /** Takes it back; tries for `withinMs`, and never rejects. Half of that is for a request that is under way. */
  async withdraw(withinMs: number): Promise<void> {
    const until = performance.now() + withinMs;
    const left = (): number => Math.max(1, Math.floor(until - performance.now()));
    this.#ended.abort();
    // What is on its way could arrive after the deregistration, and would register it again.
    const limit = new AbortController();
    await Promise.race([this.#running, sleep(withinMs / 2, limit.signal)]);
    limit.abort();
    this.#given.abort();
    this.#parts.condition.good(this.#asked);
    while (left() > 1) {
      try {
        const path = `/agent/service/deregister/${encodeURIComponent(this.#id)}`;
        const answer = await this.#parts.agent.ask({ method: 'PUT', path, withinMs: left() });
        // 404: it has forgotten it already.
        if (answer.status === 200 || answer.status === 404 || answer.status === 403) return;
      } catch {
        // Tried again while there is time; after that the check's end takes it out.
      }
      await sleep(Math.min(100, left()), new AbortController().signal);
    }
  }

  async #run(tried: () => void): Promise<void> {
    const { condition, settings } = this.#parts;
    const backOff = new BackOff(200, settings.retryMs);
    while (!this.#ended.signal.aborted) {
      try {
        const ready = await this.#say();
        backOff.reset();
        condition.good(this.#asked);
        tried();
        await this.#untilDue(ready);
      } catch (error) {
        this.#registered = false;
        tried();
        if (this.#ended.signal.aborted) return;
        condition.bad(this.#asked, (error as Error).message);
        await sleep(backOff.next(), this.#ended.signal);
      }
    }
  }

  /** Registers it, or renews its check; answers what was said of its readiness. */
  async #say(): Promise<boolean> {
    const ready = this.#isReady();
    const status = ready ? 'passing' : 'critical';
    if (this.#registered) {
      const path = `/agent/check/update/${encodeURIComponent(`service:${this.#id}`)}`;
      const body = { Status: status, Output: ready ? 'ready' : 'not ready' };
      const answer = await this.#parts.agent.ask({ method: 'PUT', path, body, signal: this.#given.signal });
      if (answer.status === 200) return ready;
      // A 404, before Consul 1.11 a 500, says that it does not know it any more: after a restart, for example.
      this.#registered = false;
    }
    const answer = await this.#parts.agent.ask({
      method: 'PUT',
      path: '/agent/service/register?replace-existing-checks=true',
      body: this.#service(status),
      signal: this.#given.signal,
    });
    if (answer.status !== 200) throw refusal(answer);
    this.#registered = true;
    return ready;
  }

  #service(status: string): object {
    const { settings } = this.#parts;
    const { host, ports } = this.#instance;
    return {
      ID: this.#id,
      Name: this.#module,
      Address: host,
      Port: ports.http ?? ports.link,
      Tags: [settings.system],
      Meta: metaOf(this.#instance, settings.system),
      Check: {
        CheckID: `service:${this.#id}`,
        Name: 'readiness',
        TTL: `${settings.ttlMs}ms`,
        Status: status,
        DeregisterCriticalServiceAfter: `${settings.forgetMs}ms`,
      },
    };
  }

  /** Waits until the check has to be renewed, or its answer has changed. */
  async #untilDue(said: boolean): Promise<void> {
    const { ttlMs, readyMs } = this.#parts.settings;
    const due = performance.now() + ttlMs / 3;
    while (!this.#ended.signal.aborted && performance.now() < due && this.#isReady() === said)
      await sleep(Math.min(readyMs, ttlMs / 3), this.#ended.signal);
  }

  /** What cannot say whether it is ready is not. */
  #isReady(): boolean {
    try {
      return this.#ready();
    } catch {
      return false;
    }
  }
}
