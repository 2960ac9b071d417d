import type { Line } from '../../../load/invariants/lines.ts';
import type { ShopData } from '../../../load/invariants/read-shop.ts';
import type { Operation } from '../history.ts';

/** What a listener wrote down, in the order in which it took effect. */
export interface HeardRow {
  readonly what: 'marked' | 'placed' | 'cancelled';
  /** The mark's key, or the order's id. */
  readonly key: string;
  /** Of a mark. */
  readonly number: number | null;
}

/** A transfer's saved outcome. */
export interface TransferRow {
  /** The client's idempotency key. */
  readonly key: string;
  readonly result: 'value' | 'declared';
}

/** A mark's saved outcome. */
export interface MarkRow {
  /** The client's idempotency key. */
  readonly key: string;
  /** What it marks. */
  readonly of: string;
  readonly number: number;
}

/** What the bank did about one charge. */
export interface CaptureRow {
  readonly charge: string;
  readonly amount: unknown;
  readonly returned: boolean;
}

export interface MailRow {
  readonly order_id: string;
  readonly kind: 'order-placed' | 'order-cancelled';
  readonly sent: boolean;
}

/** What is in a customer's cart. */
export interface CartRow {
  readonly customer: string;
  readonly lines: readonly Line[];
}

export interface QueueRow {
  readonly name: string;
  /** Undefined when the broker did not count it. */
  readonly messages: number | undefined;
}

/** All that a verdict is made from. */
export interface Evidence {
  readonly operations: readonly Operation[];
  readonly shop: ShopData;
  readonly customers: readonly { readonly order: string; readonly customer: string }[];
  readonly carts: readonly CartRow[];
  readonly transfers: readonly TransferRow[];
  readonly captures: readonly CaptureRow[];
  readonly mails: readonly MailRow[];
  /** How many marks a key has. */
  readonly marks: readonly { readonly key: string; readonly number: number }[];
  readonly markOutcomes: readonly MarkRow[];
  /** In order of position. */
  readonly heard: readonly HeardRow[];
  readonly queues: readonly QueueRow[];
}
