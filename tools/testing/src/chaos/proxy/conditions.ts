export type Direction = 'to-server' | 'to-client';

/** How bad a network is just now. All at once is possible. */
export interface Weather {
  /** How much later everything arrives, in ms. @default 0 */
  readonly delayMs?: number;
  /** The share of packets that are lost, 0 to 1. TCP sends them again: they, and what is behind them, come later. @default 0 */
  readonly loss?: number;
  /** What does not arrive at all, until the weather changes. @default nothing */
  readonly silent?: Direction | 'both';
}

/** How long TCP waits before it sends again: 200 ms at least on Linux, doubled for each loss in a row. */
const RETRANSMIT_MS = 200;
const MOST_DOUBLINGS = 4;

/** The weather as the lanes ask about it. */
export class Conditions {
  weather: Weather = {};
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  silent(direction: Direction): boolean {
    return this.weather.silent === 'both' || this.weather.silent === direction;
  }

  /** How late what comes now will be, in ms. */
  delayMs(): number {
    const { delayMs = 0, loss = 0 } = this.weather;
    let late = delayMs;
    for (let doubling = 0; doubling < MOST_DOUBLINGS && loss > 0 && this.#random() < loss; doubling++)
      late += RETRANSMIT_MS * 2 ** doubling;
    return late;
  }
}
