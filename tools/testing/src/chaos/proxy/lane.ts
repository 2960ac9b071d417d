import type { Socket } from 'node:net';
import type { Conditions, Direction } from './conditions.ts';

type Item = { readonly dueAt: number } & ({ readonly bytes: Buffer } | { readonly end: 'half' | 'whole' });

/** What one direction may hold back before the sender has to wait. */
const MOST_HELD = 1024 * 1024;

/**
 * One direction of one connection. What comes is passed on in order, as late as the conditions say; an end counts as
 * something that comes, so that a silent network does not tell of it either.
 */
export class Lane {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #direction: Direction;
  readonly #conditions: Conditions;
  readonly #items: Item[] = [];
  #held = 0;
  #timer: NodeJS.Timeout | undefined;
  #lastDueAt = 0;

  constructor(from: Socket, to: Socket, direction: Direction, conditions: Conditions) {
    this.#from = from;
    this.#to = to;
    this.#direction = direction;
    this.#conditions = conditions;
    from.on('data', (bytes: Buffer) => this.#take({ dueAt: this.#dueAt(), bytes }));
    from.on('end', () => this.#take({ dueAt: this.#dueAt(), end: 'half' }));
    from.on('error', () => undefined);
    from.on('close', () => this.#take({ dueAt: this.#dueAt(), end: 'whole' }));
    to.on('drain', () => this.pump());
  }

  /** Passes on what is due. To be called when the conditions have changed. */
  pump(): void {
    clearTimeout(this.#timer);
    while (this.#items.length > 0 && !this.#conditions.silent(this.#direction)) {
      if (this.#to.writableNeedDrain && !this.#to.destroyed) return;
      const waits = this.#items[0]!.dueAt - performance.now();
      if (waits > 0) {
        this.#timer = setTimeout(() => this.pump(), waits);
        return;
      }
      this.#pass(this.#items.shift()!);
    }
    if (this.#held < MOST_HELD && this.#from.isPaused()) this.#from.resume();
  }

  #take(item: Item): void {
    this.#items.push(item);
    if ('bytes' in item) this.#held += item.bytes.length;
    if (this.#held >= MOST_HELD) this.#from.pause();
    this.pump();
  }

  #pass(item: Item): void {
    if ('end' in item) {
      if (item.end === 'half') this.#to.end();
      else this.#to.destroy();
      return;
    }
    this.#held -= item.bytes.length;
    if (!this.#to.destroyed && this.#to.writable) this.#to.write(item.bytes);
  }

  /** Nothing overtakes what came before it. */
  #dueAt(): number {
    return (this.#lastDueAt = Math.max(this.#lastDueAt, performance.now() + this.#conditions.delayMs()));
  }
}
