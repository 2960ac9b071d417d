import { seededRandom } from '../../../load/random.ts';
import { DECLINED_CARD, GOOD_CARD } from '../probe/bank.ts';
import type { History, Operation } from '../history.ts';
import { Customer } from './customer.ts';
import { DoorClient } from './door-client.ts';
import { cancellation, checkout, mark, transfer } from './operations.ts';
import type { Shopping } from './operations.ts';
import { untilSettled } from './until-settled.ts';

export interface ClientOptions {
  readonly url: string;
  readonly operatorToken: string;
  readonly clients: number;
  readonly operations: number;
  /** No operation begins after so many ms. */
  readonly forMs: number;
  readonly seed: number;
  readonly history: History;
}

/** Of a hundred operations. The rest are checkouts. */
const CANCELLATIONS = 15;
const TRANSFERS = 20;
const MARKS = 20;

export interface RunningClients {
  /** How many operations have begun. */
  readonly begun: number;
  /** Resolves when all have ended. */
  readonly done: Promise<void>;
  /** Tries to buy something once; recorded like all others. */
  probe(): Promise<void>;
  close(): void;
}

/** Starts clients that do one operation after the other. Resolves when the shop has taken their cards. */
export async function startClients(options: ClientOptions): Promise<RunningClients> {
  const { history, operatorToken } = options;
  const random = seededRandom(options.seed + 2);
  const door = new DoorClient(options.url);
  const shopping: Shopping = {
    door,
    random,
    operatorToken,
    goodCard: await token(door, GOOD_CARD),
    declinedCard: await token(door, DECLINED_CARD),
    cancellable: [],
  };
  const until = performance.now() + options.forMs;
  let begun = 0;
  const client = async (): Promise<void> => {
    while (begun < options.operations && performance.now() < until) {
      begun += 1;
      history.record(await next(shopping));
    }
  };
  return {
    get begun() {
      return begun;
    },
    done: Promise.all(Array.from({ length: options.clients }, client)).then(() => undefined),
    probe: async () => {
      history.record(await checkout(shopping));
    },
    close: () => door.close(),
  };
}

async function next(shopping: Shopping): Promise<Operation> {
  const drawn = shopping.random.next() * 100;
  if (drawn < CANCELLATIONS) return (await cancellation(shopping)) ?? checkout(shopping);
  if (drawn < CANCELLATIONS + TRANSFERS) return transfer(shopping);
  if (drawn < CANCELLATIONS + TRANSFERS + MARKS) return mark(shopping);
  return checkout(shopping);
}

async function token(door: DoorClient, number: string): Promise<string> {
  const patience = { tries: 100, ms: 60_000, givesUp: 0 };
  const settled = await untilSettled(() => new Customer(door).token(number), patience, seededRandom(1));
  if (settled.outcome !== 'acknowledged') throw new Error(`the shop does not take a card: ${settled.code}`);
  return (settled.body as { token: string }).token;
}
