import type { AnyContract } from '@carveout/contract';
import type { Logger } from 'pino';
import type { HealthDetail } from '../door/admin/create-admin.ts';
import type { CallFromOutside } from '../door/outside.ts';
import { CarveoutError, NotSent, notHosted, stopping } from '../errors/index.ts';
import type { InProcessCalls } from '../in-process/call-link.ts';
import type { Intake } from '../load/intake.ts';
import { atMost, pause } from '../pause.ts';
import type { CallLink, EventLink, Served, Subscribed } from '../ports/index.ts';
import { keepLinkLetters } from '../listening/keep-link-letters.ts';
import { Replayer } from '../listening/replayer.ts';
import { Relay } from '../relay/relay.ts';
import type { ModuleUnit } from './host-module.ts';
import { originOf } from './outside-calls.ts';
import type { Occasion } from './outside-calls.ts';
import { Retention } from './retention.ts';

/** What a deployment is made of; see `compose`. */
export interface DeploymentPieces {
  readonly units: readonly ModuleUnit[];
  readonly local: InProcessCalls;
  /** Links on which the hosted modules are served to other deployables. */
  readonly remote: readonly CallLink[];
  readonly events: EventLink;
  /** All modules of the topology, wherever they run, but those of a program of another language. */
  readonly modules: readonly string[];
  readonly call: CallFromOutside;
  readonly contracts: readonly AnyContract[];
  readonly instance: string;
  readonly intake: Intake;
  readonly relayLeaseMs: number | undefined;
  readonly log: Logger;
}

/** The part of a stop's grace in which work may end; the rest is for giving back leases and closing what is open. */
const WORK_SHARE = 0.7;

/** How often a start looks whether all stores are well, in ms. */
const STORES_MS = 50;

/** The modules of one process, composed: started in order, healthy or not, and stopped without losing work. */
export class Deployment {
  readonly call: CallFromOutside;
  readonly contracts: readonly AnyContract[];
  readonly #pieces: DeploymentPieces;
  readonly #served: Served[] = [];
  readonly #subscribed: Subscribed[] = [];
  readonly #relays = new Map<string, Relay>();
  readonly #replayers: Replayer[] = [];
  readonly #retention: Retention;
  #state: 'new' | 'started' | 'stopping' | 'stopped' = 'new';
  #starting: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | undefined;

  constructor(pieces: DeploymentPieces) {
    this.#pieces = pieces;
    this.call = async (operation, input, request) => {
      this.#refuseWhenStopping(operation.id);
      return pieces.call(operation, input, request);
    };
    this.#retention = new Retention(pieces.units.map(({ host }) => host));
    this.contracts = pieces.contracts;
  }

  /** What decides about work from outside this process; the door asks it, too. */
  get intake(): Intake {
    return this.#pieces.intake;
  }

  get units(): readonly ModuleUnit[] {
    return this.#pieces.units;
  }

  /**
   * Calls as a hosted module makes them: for its pages, and for tests.
   *
   * @throws CarveoutError CARV-323 when the module is not hosted here; NotSent CARV-314 when this process stops.
   */
  callsAs(module: string, occasion: Occasion = {}): object {
    this.#refuseWhenStopping(module);
    const unit = this.#pieces.units.find((one) => one.host.name === module);
    if (unit === undefined) throw new CarveoutError(notHosted, `${module} is not hosted here`);
    return unit.host.callsOf(originOf(module, occasion));
  }

  /**
   * Data first, then links, then work: nothing is taken before it can be done, and so it waits, however long, for a
   * migration that is missing. What a failed start leaves is stopped. A stop that is announced meanwhile lets it end without
   * beginning any work.
   */
  async start(): Promise<void> {
    try {
      this.#starting = this.#start();
      await this.#starting;
    } catch (error) {
      await this.stop(1_000);
      throw error;
    }
  }

  async #start(): Promise<void> {
    const { units, local, remote, events, modules } = this.#pieces;
    await all(units.map((unit) => unit.host.store?.start()));
    // A queue asks for nobody's readiness: what is subscribed to it is delivered, migrated or not.
    while (this.#state === 'new' && units.some(({ host }) => host.store?.health() !== undefined))
      await pause(STORES_MS);
    if (this.#state !== 'new') return;
    await all([events.start(modules), ...remote.map((link) => link.start())]);
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
    for (const { host, listeners } of units)
      if (host.store !== undefined && listeners.length > 0)
        this.#subscribed.push(await events.drain(host.name, keepLinkLetters(host, host.store)));
    await all(units.map(({ host }) => events.subscribed(host.name)));
    if (this.#state !== 'new') return;
    for (const unit of units) this.#startWork(unit);
    this.#pieces.intake.start();
    this.#retention.start();
    this.#state = 'started';
  }

  /** Whether this process can do its work now: the status of readiness. */
  ready(): boolean {
    return (
      this.#state === 'started' &&
      Object.values(this.health()).every((parts) => Object.values(parts).every((wrong) => wrong === undefined))
    );
  }

  /** Whether this process is the one that relays the module's outbox; undefined where the module has none. */
  relays(module: string): boolean | undefined {
    return this.#relays.get(module)?.holds;
  }

  health(): HealthDetail {
    const { units, remote, events } = this.#pieces;
    const state = this.#state === 'started' ? undefined : this.#state === 'new' ? 'starting' : this.#state;
    return {
      process: { state },
      modules: Object.fromEntries(units.map(({ host, dispatcher }) => [host.name, dispatcher.health()])),
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
  stop(graceMs = 10_000): Promise<void> {
    return (this.#stopped ??= this.#stop(graceMs));
  }

  async #stop(graceMs: number): Promise<void> {
    this.announceStop();
    this.#retention.stop();
    const { units, remote, events, log } = this.#pieces;
    const until = performance.now() + graceMs;
    const worksUntil = performance.now() + graceMs * WORK_SHARE;
    const left = (end: number): number => Math.max(100, end - performance.now());
    // What a start opens is closed only once it is open.
    await atMost(left(worksUntil), this.#starting);
    for (const { listener } of units.flatMap((unit) => unit.listeners)) listener.stop();
    const ending = [
      ...units.flatMap((unit) => unit.schedules.map((schedule) => schedule.stop())),
      ...this.#subscribed.map((subscribed) => subscribed.close()),
      ...this.#replayers.map((replayer) => replayer.stop()),
      ...this.#served.map((served) => served.close()),
    ];
    const entrances = Promise.allSettled(ending);
    ending.push(...units.map((unit) => unit.sagas?.stop(left(worksUntil), entrances) ?? Promise.resolve()));
    await within(left(worksUntil), ending, log);
    // Calls from pages and the door, and those that work makes to its neighbours in this process.
    while (units.some(({ dispatcher }) => dispatcher.inFlight > 0) && performance.now() < worksUntil) await pause(10);
    for (const { dispatcher, host } of units) {
      dispatcher.refuse();
      for (const signal of [...host.signals]) signal.halt();
    }
    const relays = [...this.#relays.values()].map((relay) => relay.stop(left(until)));
    await within(left(until), relays, log);
    const links = [events.stop(left(until)), ...remote.map((link) => link.stop(left(until)))];
    await within(left(until), links, log);
    const stores = units.map((unit) => unit.host.store?.stop());
    await within(left(until), stores, log);
    this.#pieces.intake.stop();
    this.#state = 'stopped';
  }

  #refuseWhenStopping(operation: string): void {
    if (this.#stopped !== undefined) throw new NotSent(stopping, operation, 'this process is stopping');
  }

  #startWork(unit: ModuleUnit): void {
    const { events, instance, relayLeaseMs } = this.#pieces;
    const { host, listeners } = unit;
    if (host.store !== undefined && listeners.length > 0) {
      const subscriptions = listeners.map(({ subscription }) => subscription);
      const replayer = new Replayer(host, host.store, events, subscriptions);
      this.#replayers.push(replayer);
      replayer.start();
    }
    if (host.store !== undefined && Object.keys(host.contract.events).length > 0) {
      const relay = new Relay(host.store.outbox, events, instance, host.log, relayLeaseMs);
      this.#relays.set(host.name, relay);
      relay.start();
    }
    unit.sagas?.start();
    for (const schedule of unit.schedules) schedule.start();
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
  const ended = Promise.allSettled(work).then((results) => {
    for (const result of results)
      if (result.status === 'rejected') log.warn({ err: result.reason }, 'a part did not stop cleanly');
  });
  await atMost(ms, ended);
}
