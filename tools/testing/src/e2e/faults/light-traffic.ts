import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiCustomer } from '../api-customer.ts';
import type { Answer } from '../exchange.ts';
import { BUYER } from '../one-checkout.ts';

const THINK_MS = 150;

/**
 * Three visitors, one request each at a time, of whom every answer is kept: one looks at pages, one buys with forms,
 * and one orders through the JSON API. Both repeat under the same key what was not carried out.
 */
export class LightTraffic {
  readonly answers: Answer[] = [];
  /** Of orders that were confirmed to somebody. */
  readonly acknowledged: string[] = [];
  readonly #url: string;
  readonly #card: string;
  readonly #loops: Promise<void>[];
  #ending = false;

  private constructor(url: string, card: string) {
    this.#url = url;
    this.#card = card;
    this.#loops = [() => this.#look(), () => this.#buy(), () => this.#order()].map((round) => this.#repeat(round));
    // One that fails is told by end(), and until then waited for in vain.
    for (const loop of this.#loops) loop.catch(() => undefined);
  }

  static async begin(url: string): Promise<LightTraffic> {
    return new LightTraffic(url, await new ApiCustomer(url).token());
  }

  /** How many answers had this status so far. */
  count(status: number): number {
    return this.answers.filter((answer) => answer.status === status).length;
  }

  /** Lets everyone finish what they have begun: repeats go on until the shop carries them out. */
  async end(): Promise<void> {
    this.#ending = true;
    await Promise.all(this.#loops);
  }

  async #repeat(round: () => Promise<void>): Promise<void> {
    while (!this.#ending) {
      await round();
      await sleep(THINK_MS);
    }
  }

  async #look(): Promise<void> {
    this.#keep(await new ApiCustomer(this.#url).send({ path: '/' }));
  }

  async #buy(): Promise<void> {
    const visitor = new ApiCustomer(this.#url);
    const post = (path: string, fields: Readonly<Record<string, string>>): Promise<Answer> =>
      visitor.send({
        method: 'POST',
        path,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(fields).toString(),
      });
    if (this.#keep(await post('/cart', { product_id: '1YMWWN1N4O', quantity: '1' })).status !== 302) return;
    // As somebody who reloads the page until they have an answer.
    const { text } = await this.#untilDone((key) => post('/cart/checkout', { ...BUYER, checkout_key: key }));
    this.acknowledged.push(/data-order-id="([\w-]+)"/.exec(text)![1]!);
  }

  async #order(): Promise<void> {
    const customer = new ApiCustomer(this.#url);
    await this.#untilDone((key) => customer.fill(key));
    const { text } = await this.#untilDone((key) => customer.order(this.#card, key));
    this.acknowledged.push((JSON.parse(text) as { id: string }).id);
  }

  async #untilDone(ask: (key: string) => Promise<Answer>): Promise<Answer> {
    const key = randomUUID();
    for (;;) {
      const answer = this.#keep(await ask(key));
      if (answer.status === 200) return answer;
      if (answer.status !== 503 && answer.status !== 504) throw new Error(`${answer.status}: ${answer.text}`);
      await sleep(THINK_MS);
    }
  }

  #keep(answer: Answer): Answer {
    this.answers.push(answer);
    return answer;
  }
}
