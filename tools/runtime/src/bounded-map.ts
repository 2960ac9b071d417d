/** A map that forgets what was longest not asked for, so that no flood of keys fills the memory. */
export class BoundedMap<K, V> {
  readonly #most: number;
  readonly #entries = new Map<K, V>();

  /** @param most entries at once. */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: K): V | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    // A map keeps the order of insertion: the first is the one that was longest not used.
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  /** @returns the key that had to go, if any. */
  set(key: K, value: V): K | undefined {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#most) return undefined;
    const [oldest] = this.#entries.keys();
    this.#entries.delete(oldest!);
    return oldest;
  }

  delete(key: K): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }
}
