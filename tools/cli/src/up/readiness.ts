import { CarveoutError } from '@carveout/runtime/errors';
import { notReady } from '../errors/carv-622-not-ready.ts';
import type { Printer } from '../output/printer.ts';
import { LOOPBACK } from '../ports/door-ports.ts';
import { untilReady } from '../processes/until-ready.ts';
import type { Placed } from './place-processes.ts';

/** When those that are not ready are named, in ms after the start, and again after as much time. */
const REMIND_EVERY_MS = 60_000;

/** Follows which processes are ready, says so as they become it, and says when all are. */
export class Readiness {
  readonly #placed: readonly Placed[];
  readonly #printer: Printer;
  readonly #waiting: Set<Placed>;
  readonly #reminder: NodeJS.Timeout;
  #allWereReady = false;

  constructor(placed: readonly Placed[], stop: AbortSignal, printer: Printer) {
    this.#placed = placed;
    this.#printer = printer;
    this.#waiting = new Set(placed);
    this.#reminder = setInterval(() => this.#remind(), REMIND_EVERY_MS);
    this.#reminder.unref();
    stop.addEventListener('abort', () => clearInterval(this.#reminder));
  }

  /** Resolves when this process is ready; never, when the signal tells of its end before. */
  async watch(one: Placed, signal: AbortSignal): Promise<void> {
    this.#waiting.add(one);
    if (!(await untilReady(one.adminPort, signal))) return new Promise(() => undefined);
    this.#waiting.delete(one);
    const ready = this.#placed.length - this.#waiting.size;
    const addresses = [
      ...(one.port === undefined ? [] : [`door http://localhost:${one.port}`]),
      `admin http://${LOOPBACK}:${one.adminPort}`,
    ];
    this.#printer.say(`${one.name} is ready (${ready} of ${this.#placed.length}), ${addresses.join(', ')}`);
    if (this.#waiting.size === 0) this.#sayAllReady();
  }

  #sayAllReady(): void {
    if (this.#allWereReady) return;
    this.#allWereReady = true;
    clearInterval(this.#reminder);
    const door = this.#placed.find(({ port }) => port !== undefined);
    this.#printer.say(door === undefined ? 'ready' : `ready: http://localhost:${door.port}`);
  }

  #remind(): void {
    const names = [...this.#waiting].map(({ name, adminPort }) => `${name} (http://${LOOPBACK}:${adminPort}/health)`);
    const message = `not ready yet: ${names.join(', ')}. Their log and that address say what they wait for.`;
    this.#printer.fault(String(new CarveoutError(notReady, message)));
  }
}
