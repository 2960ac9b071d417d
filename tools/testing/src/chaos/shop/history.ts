import { closeSync, openSync, writeSync } from 'node:fs';

/**
 * How an operation ended for its client.
 * - `acknowledged`: the shop said that it happened.
 * - `refused`: the shop declared an error: it did not happen.
 * - `not-sent`: no try of it can have had an effect.
 * - `unknown`: the client gave up on it. It may have happened.
 */
export type Outcome = 'acknowledged' | 'refused' | 'not-sent' | 'unknown';

interface Base {
  /** The idempotency key; names the operation. */
  readonly key: string;
  /** Epoch ms. */
  readonly begin: number;
  readonly end: number;
  readonly outcome: Outcome;
  /** Of the declared error, when refused; of the last failure, when unknown or not sent. */
  readonly code?: string | undefined;
  readonly tries: number;
}

export interface Checkout extends Base {
  readonly kind: 'checkout';
  /** Fills no other cart, and makes no other order. */
  readonly customer: string;
  readonly product: string;
  readonly quantity: number;
  /** How putting it into the cart ended. Only after an acknowledged fill the order was asked for. */
  readonly filled: Outcome;
  /** When acknowledged. */
  readonly order?: string | undefined;
  /** True when its card is one that the bank declines. */
  readonly declined: boolean;
}

export interface Cancellation extends Base {
  readonly kind: 'cancellation';
  /** Of a checkout that was acknowledged; nobody else cancels it. */
  readonly order: string;
}

export interface Transfer extends Base {
  readonly kind: 'transfer';
  readonly product: string;
  readonly from: 'east' | 'west';
  readonly quantity: number;
}

export interface MarkSet extends Base {
  readonly kind: 'mark';
  readonly of: string;
  /** When acknowledged. */
  readonly number?: number | undefined;
}

export type Operation = Checkout | Cancellation | Transfer | MarkSet;

/** All operations of a run, kept and written to a file as they end: a line of JSON each. */
export class History {
  readonly operations: Operation[] = [];
  readonly #file: number;

  constructor(file: string) {
    this.#file = openSync(file, 'a');
  }

  record(operation: Operation): void {
    this.operations.push(operation);
    writeSync(this.#file, `${JSON.stringify(operation)}\n`);
  }

  close(): void {
    closeSync(this.#file);
  }
}
