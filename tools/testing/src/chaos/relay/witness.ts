import { createRabbitmq } from '@carveout/adapters/rabbitmq';
import type { EventLink, EventMessage } from '@carveout/runtime';
import pino from 'pino';
import type { Entry } from './ledger.ts';

/** Hears the ledger's events and keeps for each account the numbers in the order in which they came. */
export class Witness {
  readonly heard = new Map<string, number[]>();
  count = 0;
  readonly #events: EventLink;

  constructor(brokerUrl: string) {
    this.#events = createRabbitmq({ url: brokerUrl, host: 'witness', log: pino({ level: 'silent' }) }).events;
  }

  async start(): Promise<void> {
    await this.#events.start(['ledger', 'witness']);
    const source = { module: 'ledger', event: 'entered', version: 1 };
    await this.#events.subscribe({ module: 'witness', listener: 'entries', source }, (message) => this.#hear(message));
    await this.#events.subscribed('witness');
  }

  stop(): Promise<void> {
    return this.#events.stop(2_000);
  }

  #hear({ payload }: EventMessage): Promise<{ readonly kind: 'done' }> {
    const { account, number } = payload as Entry;
    const numbers = this.heard.get(account) ?? [];
    this.heard.set(account, numbers);
    numbers.push(number);
    this.count += 1;
    return Promise.resolve({ kind: 'done' });
  }
}

export interface Order {
  /** Deliveries of what had come before: allowed, since listeners know them by their ids. */
  readonly repeats: number;
  readonly faults: readonly string[];
}

/** Whether all entries of each account came, 1 to `committed`, each for the first time after the one before it. */
export function orderOf(heard: ReadonlyMap<string, readonly number[]>, committed: ReadonlyMap<string, number>): Order {
  let repeats = 0;
  const faults: string[] = [];
  for (const [account, last] of committed) {
    let expected = 1;
    for (const number of heard.get(account) ?? []) {
      if (number < expected) repeats += 1;
      else if (number === expected) expected += 1;
      else {
        faults.push(`${account}: ${number} came where ${expected} had not come yet`);
        expected = number + 1;
      }
    }
    if (expected <= last) faults.push(`${account}: ${expected} to ${last} never came`);
    if (expected > last + 1) faults.push(`${account}: ${expected - 1} came, but only ${last} were entered`);
  }
  return { repeats, faults };
}
