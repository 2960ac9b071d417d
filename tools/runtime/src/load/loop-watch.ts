import { performance } from 'node:perf_hooks';

const TICK_MS = 25;
/** A loop that comes round later than this by its own doing cannot keep up, if it goes on. */
const LATE_MS = 100;
/** For so long without a break: what is shorter is a burst, which the deadlines of calls allow for. */
const LASTING_MS = 400;
/** A loop that is never later than this by its own doing for `CALM_MS` can take more. */
const CALM_LATE_MS = 25;
const CALM_MS = 1_000;

/**
 * Tells whether this process has more to do than it can: its event loop is late for some time, by its own doing. That is
 * how late it would be if it had a processor to itself: where others have it meanwhile, refusing work would not help.
 */
export class LoopWatch {
  overloaded = false;
  /** By how much the loop was late of late, in ms. */
  delayMs = 0;
  readonly #onTick: (watch: LoopWatch) => void;
  #timer: NodeJS.Timeout | undefined;
  #expectedAt = 0;
  #onTimeAt = 0;
  #restlessAt = 0;
  #ranMs = processorMs();

  /** @param onTick hears of every look, at most 40 a second. */
  constructor(onTick: (watch: LoopWatch) => void) {
    this.#onTick = onTick;
  }

  start(): void {
    const now = performance.now();
    this.#onTimeAt = this.#restlessAt = now;
    this.#expectedAt = now + TICK_MS;
    this.#timer = setInterval(() => {
      const ranMs = processorMs();
      this.look(performance.now(), ranMs - this.#ranMs);
      this.#ranMs = ranMs;
    }, TICK_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.overloaded = false;
  }

  /** @param ran ms of a processor that the loop has had since the last look. */
  look(now: number, ran: number): void {
    const late = Math.max(0, now - this.#expectedAt);
    this.#expectedAt = now + TICK_MS;
    this.delayMs += (late - this.delayMs) / 4;
    const byItself = Math.min(late, Math.max(0, ran - TICK_MS));
    if (byItself < LATE_MS) this.#onTimeAt = now;
    if (byItself >= CALM_LATE_MS) this.#restlessAt = now;
    if (now - this.#onTimeAt >= LASTING_MS) this.overloaded = true;
    else if (now - this.#restlessAt >= CALM_MS) this.overloaded = false;
    this.#onTick(this);
  }
}

/** What this thread has had of a processor; before Node 23.9, the whole process. */
function processorMs(): number {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1_000;
}
