import { setTimeout as sleep } from 'node:timers/promises';
import type { TcpProxy } from '../../proxy/tcp-proxy.ts';
import type { ShopProcess } from '../deployables/shop-process.ts';
import { countedAs, describeFault } from './fault.ts';
import type { Fault, Way } from './fault.ts';

/** A broker node that can be broken. */
export interface BrokerNode {
  kill(signal?: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
}

export interface Breakable {
  readonly processes: ReadonlyMap<string, ShopProcess>;
  readonly ways: ReadonlyMap<string, Readonly<Record<Way, readonly TcpProxy[]>>>;
  readonly brokerNodes: readonly BrokerNode[];
  /** Ends all connections of these modules to their database; answers how many. */
  terminate(modules: readonly string[]): Promise<number>;
}

/** Why a fault was not carried out; undefined when it was. */
type WhyNot = string | undefined;

/** What was done when, in ms since the first. */
export interface Injected {
  readonly at: number;
  readonly what: string;
}

/** Does what a plan says, and undoes what is to be undone. */
export class Injector {
  readonly history: Injected[] = [];
  /** Broker nodes that did not come back, a line each. */
  readonly violations: string[] = [];
  readonly #shop: Breakable;
  readonly #begun = performance.now();
  readonly #told: (line: string) => void;
  readonly #open = new Set<Promise<void>>();
  /** Nodes that are broken, or on their way back. */
  readonly #brokenNodes = new Set<number>();
  readonly #ending = new AbortController();
  readonly #counts = new Map<string, number>();
  readonly #missed = new Map<string, number>();
  /** When the last fault was over: epoch ms. */
  lastOverAt = Date.now();

  constructor(shop: Breakable, told: (line: string) => void) {
    this.#shop = shop;
    this.#told = told;
  }

  /** Faults that were carried out, by kind and way; one that lasts is counted when it is over. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].sort());
  }

  /** Faults that found nothing to break, by kind and way. */
  get missed(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#missed].sort());
  }

  /** Begins a fault; returns at once. */
  inject(fault: Fault): void {
    this.#note(describeFault(fault));
    const open: Promise<void> = this.#carryOut(fault)
      .catch((error: unknown) => String(error))
      .then((whyNot) => this.#ended(fault, whyNot))
      .finally(() => this.#open.delete(open));
    this.#open.add(open);
  }

  /** True while a broker node is broken or on its way back. */
  get isBrokerAway(): boolean {
    return this.#brokenNodes.size > 0;
  }

  /**
   * Ends at once what lasts; resolves when all is over: every broker node is back, though processes that were killed may
   * still be on their way.
   */
  async end(): Promise<void> {
    this.#ending.abort();
    await Promise.all(this.#open);
    this.#note('the last fault is over');
  }

  #ended(fault: Fault, whyNot: WhyNot): void {
    const counts = whyNot === undefined ? this.#counts : this.#missed;
    const name = countedAs(fault);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (whyNot === undefined) this.lastOverAt = Date.now();
    else this.#note(`not carried out: ${describeFault(fault)}: ${whyNot}`);
  }

  async #carryOut(fault: Fault): Promise<WhyNot> {
    switch (fault.kind) {
      case 'kill':
        return this.#signal(fault.process, 'SIGKILL');
      case 'restart':
        return this.#signal(fault.process, 'SIGTERM');
      case 'freeze':
        return this.#freeze(fault.process, fault.ms);
      case 'reset':
        return this.#reset(this.#proxies(fault));
      case 'weather':
        return this.#weather(fault);
      case 'terminate': {
        const ended = await this.#shop.terminate(this.#process(fault.process).modules);
        return ended === 0 ? 'it has none just now' : undefined;
      }
      case 'broker-kill':
      case 'broker-freeze':
        return this.#breakBroker(fault);
    }
  }

  async #freeze(name: string, ms: number): Promise<WhyNot> {
    const whyNot = this.#signal(name, 'SIGSTOP');
    if (whyNot !== undefined) return whyNot;
    const { starts } = this.#process(name);
    await this.#last(ms);
    // Another one runs when it was killed meanwhile.
    if (this.#process(name).starts === starts) this.#signal(name, 'SIGCONT');
    return undefined;
  }

  #reset(proxies: readonly TcpProxy[]): WhyNot {
    const open = openConnections(proxies);
    for (const proxy of proxies) proxy.reset();
    return open === 0 ? 'it has none just now' : undefined;
  }

  async #weather({ weather, ms, ...where }: Extract<Fault, { kind: 'weather' }>): Promise<WhyNot> {
    const proxies = this.#proxies(where);
    const before = openConnections(proxies);
    for (const proxy of proxies) proxy.weather(weather);
    await this.#last(ms);
    const after = openConnections(proxies);
    for (const proxy of proxies) proxy.weather();
    return before + after === 0 ? 'it has no connection' : undefined;
  }

  async #breakBroker({ kind, node: number, ms }: Extract<Fault, { node: number }>): Promise<WhyNot> {
    if (this.#brokenNodes.has(number)) return 'it is not back yet';
    const node = this.#shop.brokerNodes[number]!;
    this.#brokenNodes.add(number);
    try {
      await node.kill(kind === 'broker-kill' ? 'SIGKILL' : 'SIGSTOP');
      await this.#last(ms);
      // The fault is over when the node is back: how long its start takes is the machine's affair.
      await this.#mend(kind, node, number);
    } finally {
      this.#brokenNodes.delete(number);
    }
    return undefined;
  }

  async #mend(kind: Fault['kind'], node: BrokerNode, number: number): Promise<void> {
    const name = `broker node ${number + 1}`;
    const toldAt = Date.now();
    try {
      if (kind === 'broker-freeze') return await node.kill('SIGCONT');
      await node.start();
      this.#note(`${name} is back, ${((Date.now() - toldAt) / 1000).toFixed(1)} s after its start`);
    } catch (error) {
      this.#note(`${name} does not come back: ${String(error)}`);
      this.violations.push(`${name} did not come back: ${String(error)}`);
    }
  }

  /** Waits so long, or until all faults are to end. */
  async #last(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#ending.signal }).catch(() => undefined);
  }

  #signal(name: string, signal: NodeJS.Signals): WhyNot {
    return this.#process(name).signal(signal) ? undefined : 'it does not run just now';
  }

  #process(name: string): ShopProcess {
    return this.#shop.processes.get(name)!;
  }

  #proxies({ process, way }: { readonly process: string; readonly way: Way }): readonly TcpProxy[] {
    return this.#shop.ways.get(process)![way];
  }

  #note(what: string): void {
    const at = Math.round(performance.now() - this.#begun);
    this.history.push({ at, what });
    this.#told(`${(at / 1000).toFixed(1).padStart(7)} s  ${what}`);
  }
}

const openConnections = (proxies: readonly TcpProxy[]): number => proxies.reduce((sum, { open }) => sum + open, 0);
