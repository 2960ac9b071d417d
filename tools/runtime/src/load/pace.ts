/** How much of an average one more observation is. */
const WEIGHT = 1 / 16;

/** What some kind of work takes of late, in ms. */
export class Pace {
  ms = 0;

  took(ms: number): void {
    this.ms += (ms - this.ms) * WEIGHT;
  }
}
