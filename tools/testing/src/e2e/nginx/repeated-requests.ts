import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiCustomer } from '../api-customer.ts';
import type { Answer } from '../exchange.ts';

const THINK_MS = 20;
const LONGEST_MS = 60_000;
const EACH = 2;

/** One visitor who reads pages and a cart, and puts things into it, in turns; each command goes on until it is carried out. */
export class RepeatedRequests {
  readonly reads: Answer[] = [];
  readonly commands: Answer[] = [];
  readonly #visitor: ApiCustomer;
  readonly #loops: Promise<void>[];
  #ending = false;

  private constructor(url: string) {
    this.#visitor = new ApiCustomer(url);
    const read = (path: string) => async () => void this.reads.push(await this.#visitor.send({ path }));
    const rounds = [read('/'), read('/cart'), read(`/api/carts/${this.#visitor.id}`), () => this.#add()];
    this.#loops = rounds.map((round) => this.#repeat(round));
    // One that fails is told by end().
    for (const loop of this.#loops) loop.catch(() => undefined);
  }

  static begin(url: string): RepeatedRequests {
    return new RepeatedRequests(url);
  }

  /** Resolves after so many more answers to reads, and to commands that were carried out. */
  async untilMore(count: number): Promise<void> {
    const [reads, commands] = [this.reads.length + count, this.#done + count];
    for (
      const until = Date.now() + LONGEST_MS;
      this.reads.length < reads || this.#done < commands;
      await sleep(THINK_MS)
    )
      if (Date.now() > until) throw new Error(`no ${count} more answers within ${LONGEST_MS} ms`);
  }

  async end(): Promise<void> {
    this.#ending = true;
    await Promise.all(this.#loops);
  }

  /** How many commands were carried out, as the cart shows. */
  async inCart(): Promise<number> {
    const { text } = await this.#visitor.send({ path: `/api/carts/${this.#visitor.id}` });
    return (JSON.parse(text) as { items: { quantity: number }[] }).items.reduce(
      (sum, { quantity }) => sum + quantity / EACH,
      0,
    );
  }

  get #done(): number {
    return this.commands.filter(({ status }) => status === 200).length;
  }

  async #repeat(round: () => Promise<void>): Promise<void> {
    while (!this.#ending) {
      await round();
      await sleep(THINK_MS);
    }
  }

  async #add(): Promise<void> {
    const key = randomUUID();
    for (;;) {
      const answer = await this.#visitor.fill(key);
      this.commands.push(answer);
      if (answer.status < 500) return;
      await sleep(THINK_MS);
    }
  }
}
