import { once, EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { milliseconds } from './milliseconds.ts';

/** A service as `/v1/agent/service/register` takes it. */
export interface Definition {
  readonly ID: string;
  readonly Name: string;
  readonly Address?: string;
  readonly Port?: number;
  readonly Meta?: Readonly<Record<string, string>>;
  readonly Check?: { readonly CheckID: string; readonly TTL: string; readonly Status?: string };
}

interface Held {
  readonly definition: Definition;
  status: string;
  runsOut: NodeJS.Timeout | undefined;
}

/** The memory of the stand-in. */
export class Catalogue {
  readonly #services = new Map<string, Held>();
  readonly #indexes = new Map<string, number>();
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #index = 10;

  register(definition: Definition): void {
    clearTimeout(this.#services.get(definition.ID)?.runsOut);
    const held: Held = { definition, status: definition.Check?.Status ?? 'critical', runsOut: undefined };
    if (definition.Check === undefined) held.status = 'passing';
    this.#services.set(definition.ID, held);
    this.#renew(held);
    this.#change(definition.Name);
  }

  deregister(id: string): boolean {
    const held = this.#services.get(id);
    if (held === undefined) return false;
    clearTimeout(held.runsOut);
    this.#services.delete(id);
    this.#change(held.definition.Name);
    return true;
  }

  update(check: string, status: string): boolean {
    const held = [...this.#services.values()].find(({ definition }) => definition.Check?.CheckID === check);
    if (held === undefined) return false;
    this.#renew(held);
    this.#set(held, status);
    return true;
  }

  passing(name: string): object[] {
    const held = [...this.#services.values()].filter(({ definition }) => definition.Name === name);
    return held
      .filter(({ status }) => status === 'passing')
      .map(({ definition: { ID, Name, Address = '', Port = 0, Meta = {} } }) => ({
        Node: { Node: 'stand-in', Address: '127.0.0.1' },
        Service: { ID, Service: Name, Address, Port, Meta },
      }));
  }

  indexOf(name: string): number {
    return this.#indexes.get(name) ?? 10;
  }

  /** Resolves when the service has another index, when the time is over, or when nobody waits for the answer any more. */
  async changed(name: string, index: number, waitMs: number, response: ServerResponse): Promise<void> {
    const limit = new AbortController();
    const stop = (): void => limit.abort();
    const timer = setTimeout(stop, waitMs);
    response.once('close', stop);
    while (index > 0 && this.indexOf(name) === index && !limit.signal.aborted)
      await once(this.#changes, 'change', { signal: limit.signal }).catch(() => undefined);
    clearTimeout(timer);
  }

  end(): void {
    for (const { runsOut } of this.#services.values()) clearTimeout(runsOut);
  }

  #renew(held: Held): void {
    const ttl = held.definition.Check?.TTL;
    if (ttl === undefined) return;
    clearTimeout(held.runsOut);
    held.runsOut = setTimeout(() => this.#set(held, 'critical'), milliseconds(ttl));
  }

  #set(held: Held, status: string): void {
    if (held.status === status) return;
    Object.assign(held, { status });
    this.#change(held.definition.Name);
  }

  #change(name: string): void {
    this.#indexes.set(name, ++this.#index);
    this.#changes.emit('change');
  }
}
