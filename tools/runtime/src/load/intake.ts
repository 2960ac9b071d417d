import type { Registry } from 'prom-client';
import { AdaptiveLimit } from './adaptive-limit.ts';
import { LoopWatch } from './loop-watch.ts';
import { LoadMetrics } from './load-metrics.ts';
import type { ShedAt } from './load-metrics.ts';

/** What this process has under way at most for others, whatever its load. */
const MOST_RUNNING = 4_096;
/** Of one turn of the event loop, the part in which an overloaded process takes work; the rest of the turn refuses. */
const TURN_MS = 100;
const LEAST_AFTER_MS = 100;

/** Why work is refused: too much is under way, the turn has had its part, or it could not end in time. */
export type Refusal = 'limit' | 'turn' | 'deadline';

/**
 * Decides what this process takes from outside: calls of other processes, and requests at the door. Calls between its own
 * modules belong to what it has taken already. Only a process whose event loop cannot keep up refuses; it then does as
 * much as it can in time, and says no to the rest before it has cost anything.
 */
export class Intake {
  readonly #limit = new AdaptiveLimit(MOST_RUNNING);
  readonly #watch: LoopWatch;
  readonly #metrics: LoadMetrics;
  /** False: takes everything up to a fixed limit. */
  readonly sheds: boolean;
  #turnBeganAt = 0;
  #inTurn = false;

  constructor(registry: Registry | undefined, sheds: boolean) {
    this.sheds = sheds;
    this.#watch = new LoopWatch((watch) => this.#adjust(watch));
    this.#metrics = new LoadMetrics(registry, () => ({
      limit: this.#limit.limit,
      running: this.#limit.running,
      delaySeconds: this.#watch.delayMs / 1_000,
      overloaded: this.#watch.overloaded,
    }));
  }

  start(): void {
    if (this.sheds) this.#watch.start();
  }

  stop(): void {
    this.#watch.stop();
  }

  /** For how long, in ms, who was refused leaves this process alone. */
  get afterMs(): number {
    return Math.max(LEAST_AFTER_MS, Math.round(this.#watch.delayMs * 2));
  }

  /**
   * Undefined when the work is taken: tell with `leave` when it has ended.
   *
   * @param left ms until its deadline. @param takes ms that such work takes.
   */
  enter(at: 'calls' | 'door', left: number, takes: number): Refusal | undefined {
    const refusal = this.#refusal(left, takes);
    if (refusal === undefined) this.#limit.enter();
    else this.shed(at, refusal);
    return refusal;
  }

  /** Counts what was refused. */
  shed(at: ShedAt, refusal: Refusal): void {
    this.#metrics.shed(at, refusal);
  }

  leave(): void {
    this.#limit.leave();
  }

  #refusal(left: number, takes: number): Refusal | undefined {
    if (this.#limit.full) return 'limit';
    if (!this.#watch.overloaded) return undefined;
    // The answer waits for the loop once more.
    if (left < takes + this.#watch.delayMs) return 'deadline';
    return this.#turnIsSpent() ? 'turn' : undefined;
  }

  #turnIsSpent(): boolean {
    const now = performance.now();
    if (this.#inTurn) return now - this.#turnBeganAt > TURN_MS;
    this.#inTurn = true;
    this.#turnBeganAt = now;
    setImmediate(() => (this.#inTurn = false));
    return false;
  }

  #adjust({ overloaded, delayMs }: LoopWatch): void {
    const load = !overloaded || delayMs < TURN_MS / 2 ? 'room' : delayMs > TURN_MS ? 'too much' : 'enough';
    this.#limit.adjust(performance.now(), load);
  }
}
