/** A connection that is answered on. */
export interface Reader {
  /** Since when it has had something to read, in ms of `performance.now()`; undefined where it has read all. */
  readonly stalledAt: number | undefined;
  /** Ends the connection; gives back what it holds. */
  destroy(): void;
}

/**
 * Counts what was answered and is not read, of all connections together. Where it is too much, that is the doing of
 * whoever has not read for longest, and not of whoever is answered just then.
 */
export class UnreadBytes {
  readonly #limit: number;
  readonly #ended: () => void;
  readonly #holders = new Map<Reader, number>();
  #held = 0;

  /** @param ended hears of each connection that was ended to make room. */
  constructor(limit: number, ended: () => void) {
    this.#limit = limit;
    this.#ended = ended;
  }

  /** False where the reader itself had to be ended: it has not read for longest, or no room would be enough. */
  take(reader: Reader, bytes: number): boolean {
    while (this.#held + bytes > this.#limit) {
      const longest = bytes > this.#limit ? reader : (this.#longestStalled() ?? reader);
      this.#ended();
      this.giveAll(longest);
      longest.destroy();
      if (longest === reader) return false;
    }
    this.#held += bytes;
    this.#holders.set(reader, (this.#holders.get(reader) ?? 0) + bytes);
    return true;
  }

  /** Has no effect for what was given back with all the rest. */
  give(reader: Reader, bytes: number): void {
    const held = this.#holders.get(reader);
    if (held === undefined) return;
    this.#held -= bytes;
    if (held === bytes) this.#holders.delete(reader);
    else this.#holders.set(reader, held - bytes);
  }

  giveAll(reader: Reader): void {
    this.#held -= this.#holders.get(reader) ?? 0;
    this.#holders.delete(reader);
  }

  #longestStalled(): Reader | undefined {
    let longest: Reader | undefined;
    for (const reader of this.#holders.keys())
      if ((reader.stalledAt ?? Infinity) < (longest?.stalledAt ?? Infinity)) longest = reader;
    return longest;
  }
}
