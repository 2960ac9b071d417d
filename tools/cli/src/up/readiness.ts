import { CarveoutError } from '@carveout/runtime/errors';
import { notReady } from '../errors/carv-622-not-ready.ts';
import type { Printer } from '../output/printer.ts';
import { LOOPBACK } from '../ports/door-ports.ts';
import { untilReady, untilWell } from '../processes/until-ready.ts';
import type { Placed } from './places.ts';

/** When those that are not ready are named, in ms after the start, and again after as much time. */
const REMIND_EVERY_MS = 60_000;
/** So long is waited until all have found each other; what is wrong then, calls say. */
const FOUND_WITHIN_MS = 30_000;

/** Follows which processes are ready, says so as they become it, and says when all are. */
export class Readiness {
  readonly #placed: Set<Placed>;
  readonly #printer: Printer;
  readonly #stop: AbortSignal;
  readonly #waiting: Set<Placed>;
  readonly #reminder: NodeJS.Timeout;
  #allWereReady = false;

  constructor(placed: readonly Placed[], stop: AbortSignal, printer: Printer) {
    this.#stop = stop;
    this.#placed = new Set(placed);
    this.#printer = printer;
    this.#waiting = new Set(placed);
    this.#reminder = setInterval(() => this.#remind(), REMIND_EVERY_MS);
    this.#reminder.unref();
    stop.addEventListener('abort', () => clearInterval(this.#reminder));
  }

  /** Resolves when this process is ready; never, when the signal tells of its end before. */
  async watch(one: Placed, signal: AbortSignal): Promise<void> {
    this.#placed.add(one);
    this.#waiting.add(one);
    if (!(await untilReady(one.adminPort, signal))) return new Promise(() => undefined);
    this.#waiting.delete(one);
    const ready = this.#placed.size - this.#waiting.size;
    const addresses = [
      ...(one.isDoor ? [`door http://localhost:${one.port}`] : []),
      `admin http://${LOOPBACK}:${one.adminPort}`,
    ];
    this.#printer.say(`${one.name} is ready (${ready} of ${this.#placed.size}), ${addresses.join(', ')}`);
    // Not waited for: the process itself is ready.
    if (this.#waiting.size === 0) void this.#sayAllReady();
  }

  /** It is not to run any more. */
  forget(one: Placed): void {
    this.#placed.delete(one);
    this.#waiting.delete(one);
    // It may have been the last one that the others waited for.
    if (this.#waiting.size === 0 && this.#placed.size > 0 && !this.#stop.aborted) void this.#sayAllReady();
  }

  async #sayAllReady(): Promise<void> {
    if (this.#allWereReady) return;
    this.#allWereReady = true;
    clearInterval(this.#reminder);
    await this.#untilAllAreFound();
    const door = [...this.#placed].find(({ isDoor }) => isDoor);
    this.#printer.say(door === undefined ? 'ready' : `ready: http://localhost:${door.port}`);
  }

  /** A process is ready before all others have heard of it from the registry. */
  async #untilAllAreFound(): Promise<void> {
    const limit = AbortSignal.any([this.#stop, AbortSignal.timeout(FOUND_WITHIN_MS)]);
    await Promise.all([...this.#placed].map(({ adminPort }) => untilWell(adminPort, limit)));
  }

  #remind(): void {
    if (this.#waiting.size === 0) return;
    const names = [...this.#waiting].map(({ name, adminPort }) => `${name} (http://${LOOPBACK}:${adminPort}/health)`);
    const message = `not ready yet: ${names.join(', ')}. Their log and that address say what they wait for.`;
    this.#printer.fault(String(new CarveoutError(notReady, message)));
  }
}
