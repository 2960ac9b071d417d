import { performance } from 'node:perf_hooks';

const TICK_MS = 25;
/** A loop that comes round later than this cannot keep up, if it goes on. */
const LATE_MS = 100;
/** For so long without a break: what is shorter is a burst, which the deadlines of calls allow for. */
const LASTING_MS = 400;
/** A loop that is never later than this by its own doing for `CALM_MS` can take more. */
const CALM_LATE_MS = 25;
const CALM_MS = 1_000;
/** Below this the loop was waiting: it is late because others had the processor, and refusing work would not help. */
const BUSY = 0.9;

/** Tells whether this process has more to do than it can: its event loop is busy, and late, for some time. */
export class LoopWatch {
  overloaded = false;
  /** By how much the loop was late of late, in ms. */
  delayMs = 0;
  readonly #onTick: (watch: LoopWatch) => void;
  #timer: NodeJS.Timeout | undefined;
  #expectedAt = 0;
  #onTimeAt = 0;
  #restlessAt = 0;
  #used = performance.eventLoopUtilization();

  /** @param onTick hears of every look, at most 40 a second. */
  constructor(onTick: (watch: LoopWatch) => void) {
    this.#onTick = onTick;
  }

  start(): void {
    const now = performance.now();
    this.#onTimeAt = this.#restlessAt = now;
    this.#expectedAt = now + TICK_MS;
    this.#timer = setInterval(() => {
      const used = performance.eventLoopUtilization();
      const busy = performance.eventLoopUtilization(used, this.#used).utilization;
      this.#used = used;
      this.look(performance.now(), busy);
    }, TICK_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.overloaded = false;
  }

  /** @param busy the share of the time since the last look in which the loop did not wait. */
  look(now: number, busy: number): void {
    const late = Math.max(0, now - this.#expectedAt);
    this.#expectedAt = now + TICK_MS;
    this.delayMs += (late - this.delayMs) / 4;
    if (late < LATE_MS || busy < BUSY) this.#onTimeAt = now;
    if (late >= CALM_LATE_MS && busy >= BUSY) this.#restlessAt = now;
    if (now - this.#onTimeAt >= LASTING_MS) this.overloaded = true;
    else if (now - this.#restlessAt >= CALM_MS) this.overloaded = false;
    this.#onTick(this);
  }
}
