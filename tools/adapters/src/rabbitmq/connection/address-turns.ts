/**
 * Whose turn it is among several addresses: all of them in random order, then again in another one. Never the same twice
 * in a row, so that after a connection broke the next try is at another node.
 */
export class AddressTurns<T> {
  readonly #all: readonly T[];
  #left: T[] = [];
  #last: T | undefined;

  constructor(all: readonly T[]) {
    this.#all = all;
  }

  next(): T {
    if (this.#left.length === 0) this.#left = this.#shuffled();
    this.#last = this.#left.shift()!;
    return this.#last;
  }

  #shuffled(): T[] {
    const left = [...this.#all];
    for (let index = left.length - 1; index > 0; index -= 1) {
      const other = Math.floor(Math.random() * (index + 1));
      [left[index], left[other]] = [left[other]!, left[index]!];
    }
    if (left[0] === this.#last) left.push(left.shift()!);
    return left;
  }
}
