const WINDOW_MS = 2_000;

/** How many ended per second of late: over the last two to four seconds. */
export class EndRate {
  #from = -Infinity;
  #before = 0;
  #count = 0;

  ended(now: number): void {
    this.#roll(now);
    this.#count += 1;
  }

  perSecond(now: number): number {
    this.#roll(now);
    return ((this.#before + this.#count) * 1_000) / (WINDOW_MS + now - this.#from);
  }

  #roll(now: number): void {
    const windows = Math.floor((now - this.#from) / WINDOW_MS);
    if (windows < 1) return;
    this.#before = windows === 1 ? this.#count : 0;
    this.#count = 0;
    this.#from = Number.isFinite(windows) ? this.#from + windows * WINDOW_MS : now;
  }
}
