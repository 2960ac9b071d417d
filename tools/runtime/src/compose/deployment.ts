import { setTimeout as sleep } from 'node:timers/promises';
import type { AnyContract } from '@carveout/contract';
import type { Logger } from 'pino';
import type { HealthDetail } from '../door/admin/create-admin.ts';
import type { CallFromOutside } from '../door/outside.ts';
import type { InProcessCalls } from '../in-process/call-link.ts';
import type { CallLink, EventLink, Served, Subscribed } from '../ports/index.ts';
import { Relay } from '../relay/relay.ts';
import type { ModuleUnit } from './host-module.ts';
import { originOf } from './outside-calls.ts';
import type { Occasion } from './outside-calls.ts';

/** What a deployment is made of; see `compose`. */
export interface DeploymentPieces {
  readonly units: readonly ModuleUnit[];
  readonly local: InProcessCalls;
  /** Links on which the hosted modules are served to other deployables. */
  readonly remote: readonly CallLink[];
  readonly events: EventLink;
  readonly call: CallFromOutside;
  readonly contracts: readonly AnyContract[];
  readonly instance: string;
  readonly log: Logger;
}

const PURGE_EVERY_MS = 3_600_000;

/** The modules of one process, composed: started in order, healthy or not, and stopped without losing work. */
export class Deployment {
  readonly call: CallFromOutside;
  readonly contracts: readonly AnyContract[];
  readonly #pieces: DeploymentPieces;
  readonly #served: Served[] = [];
  readonly #subscribed: Subscribed[] = [];
  readonly #relays: Relay[] = [];
  #purge: NodeJS.Timeout | undefined;
  #state: 'new' | 'started' | 'stopping' | 'stopped' = 'new';

  constructor(pieces: DeploymentPieces) {
    this.#pieces = pieces;
    this.call = pieces.call;
    this.contracts = pieces.contracts;
  }

  get units(): readonly ModuleUnit[] {
    return this.#pieces.units;
  }

  /** Calls as a hosted module makes them: for its pages, and for tests. */
  callsAs(module: string, occasion: Occasion = {}): object {
    const unit = this.#pieces.units.find((one) => one.host.name === module);
    if (unit === undefined) throw new Error(`${module} is not hosted here`);
    return unit.host.callsOf(originOf(module, occasion));
  }

  /** Data first, then links, then work: nothing is taken before it can be done. */
  async start(): Promise<void> {
    const { units, local, remote, events } = this.#pieces;
    await all(units.map((unit) => unit.host.store?.start()));
    await all([events.start(), ...remote.map((link) => link.start())]);
    // In process, modules stay reachable until the end: work that drains may still call its neighbours.
    for (const { host, dispatcher } of units) {
      local.serveDirectly(host.name, (request, sink) => dispatcher.take(request, sink));
    }
    for (const link of remote)
      this.#served.push(
        ...(await all(units.map(({ host, dispatcher }) => link.serve(host.name, dispatcher.dispatch)))),
      );
    for (const { subscription, listener } of units.flatMap((unit) => unit.listeners)) {
      this.#subscribed.push(await events.subscribe(subscription, listener.deliver));
    }
    for (const unit of units) this.#startWork(unit);
    this.#purge = setInterval(() => void this.#purgeAll(), PURGE_EVERY_MS).unref();
    this.#state = 'started';
  }

  /** Whether this process can do its work now: the status of readiness. */
  ready(): boolean {
    return (
      this.#state === 'started' &&
      Object.values(this.health()).every((parts) => Object.values(parts).every((wrong) => wrong === undefined))
    );
  }

  health(): HealthDetail {
    const { units, remote, events } = this.#pieces;
    const state = this.#state === 'started' ? undefined : this.#state === 'new' ? 'starting' : this.#state;
    return {
      process: { state },
      modules: Object.fromEntries(units.map(({ host }) => [host.name, undefined])),
      stores: Object.fromEntries(
        units.filter(({ host }) => host.store !== undefined).map(({ host }) => [host.name, host.store!.health()]),
      ),
      links: Object.fromEntries([
        ...remote.map((link) => [`calls ${link.name}`, link.health()] as const),
        [`events ${events.name}`, events.health()] as const,
      ]),
    };
  }

  /** Says that it is going: readiness drops, while work is still taken. */
  announceStop(): void {
    this.#state = 'stopping';
  }

  /**
   * Takes no new work, lets what runs end within `graceMs`, then closes. Work that does not end in time is as if the
   * process had died: outboxes, inboxes, sagas and leases let another host go on.
   */
  async stop(graceMs = 10_000): Promise<void> {
    if (this.#state === 'stopped') return;
    this.announceStop();
    clearInterval(this.#purge);
    const { units, remote, events } = this.#pieces;
    const until = Date.now() + graceMs;
    const left = (): number => Math.max(100, until - Date.now());
    for (const { listener } of units.flatMap((unit) => unit.listeners)) listener.stop();
    const ending = [
      ...units.flatMap((unit) => unit.schedules.map((schedule) => schedule.stop())),
      ...this.#subscribed.map((subscribed) => subscribed.close()),
      ...this.#served.map((served) => served.close()),
      ...units.map((unit) => unit.sagas?.stop(left())),
    ];
    await within(left(), ending, this.#pieces.log);
    for (const { dispatcher } of units) dispatcher.refuse();
    await within(
      left(),
      this.#relays.map((relay) => relay.stop(left())),
      this.#pieces.log,
    );
    await within(left(), [events.stop(left()), ...remote.map((link) => link.stop(left()))], this.#pieces.log);
    await within(
      left(),
      units.map((unit) => unit.host.store?.stop()),
      this.#pieces.log,
    );
    this.#state = 'stopped';
  }

  #startWork(unit: ModuleUnit): void {
    const { events, instance } = this.#pieces;
    const { host } = unit;
    if (host.store !== undefined && Object.keys(host.contract.events).length > 0) {
      const relay = new Relay(host.store.outbox, events, instance, host.log);
      this.#relays.push(relay);
      relay.start();
    }
    unit.sagas?.start();
    for (const schedule of unit.schedules) schedule.start();
  }

  async #purgeAll(): Promise<void> {
    for (const { host } of this.#pieces.units) {
      await host.store
        ?.purge()
        .catch((error: unknown) =>
          host.log.warn({ err: error }, 'old outcomes and marks not purged; tried again in an hour'),
        );
    }
  }
}

/** Waits for all, then throws the first failure: nothing is left running unobserved. */
async function all<T>(work: readonly (Promise<T> | undefined)[]): Promise<T[]> {
  const results = await Promise.allSettled(work.filter((one) => one !== undefined));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return results.map((result) => (result as PromiseFulfilledResult<T>).value);
}

async function within(ms: number, work: readonly (Promise<unknown> | undefined)[], log: Logger): Promise<void> {
  const late = new AbortController();
  const ended = Promise.allSettled(work).then((results) => {
    for (const result of results)
      if (result.status === 'rejected') log.warn({ err: result.reason }, 'a part did not stop cleanly');
  });
  await Promise.race([ended, sleep(ms, undefined, { signal: late.signal }).catch(() => undefined)]);
  late.abort();
}
