import { randomUUID } from 'node:crypto';
import type { Random } from '../../../load/random.ts';
import { productIds } from '../../../load/visits/goods.ts';
import type { Cancellation, Checkout, MarkSet, Outcome, Transfer } from '../history.ts';
import { Customer } from './customer.ts';
import type { DoorClient } from './door-client.ts';
import { untilSettled } from './until-settled.ts';
import type { Patience, Settled } from './until-settled.ts';

/** What the clients of a run share. */
export interface Shopping {
  readonly door: DoorClient;
  readonly random: Random;
  readonly operatorToken: string;
  readonly goodCard: string;
  readonly declinedCard: string;
  /** Orders that were acknowledged, and that nobody has begun to cancel. */
  readonly cancellable: { readonly customer: Customer; readonly order: string }[];
}

const PATIENCE: Patience = { tries: 15, ms: 40_000, givesUp: 0.15 };
const DECLINED = 0.05;
/** Few, so that many marks of one key are told in a row. */
const MARK_KEYS = 8;

interface Begun {
  readonly key: string;
  readonly begin: number;
}

const begun = (): Begun => ({ key: `chaos-${randomUUID()}`, begin: Date.now() });

function ended(begin: Begun, { outcome, code, tries }: Settled) {
  return { ...begin, end: Date.now(), outcome, code, tries };
}

export async function checkout(shopping: Shopping): Promise<Checkout> {
  const { door, random } = shopping;
  const customer = new Customer(door);
  const begin = begun();
  const declined = random.next() < DECLINED;
  const product = random.pick(productIds);
  const quantity = random.between(1, 3);
  const filled = await untilSettled(() => customer.fill(product, quantity, `${begin.key}-fill`), PATIENCE, random);
  const base = {
    kind: 'checkout',
    customer: customer.id,
    product,
    quantity,
    filled: filled.outcome,
    declined,
  } as const;
  if (filled.outcome !== 'acknowledged') {
    // The order itself was never asked for.
    const outcome: Outcome = filled.outcome === 'refused' ? 'refused' : 'not-sent';
    return { ...base, ...ended(begin, { ...filled, outcome }) };
  }
  const card = declined ? shopping.declinedCard : shopping.goodCard;
  const placed = await untilSettled(() => customer.order(card, begin.key), PATIENCE, random);
  const order = placed.outcome === 'acknowledged' ? (placed.body as { id: string }).id : undefined;
  if (order !== undefined) shopping.cancellable.push({ customer, order });
  return { ...base, ...ended(begin, placed), order };
}

/** Undefined when there is nothing to cancel. */
export async function cancellation(shopping: Shopping): Promise<Cancellation | undefined> {
  const { random, cancellable } = shopping;
  if (cancellable.length === 0) return undefined;
  const [{ customer, order }] = cancellable.splice(random.between(0, cancellable.length - 1), 1) as [
    (typeof cancellable)[number],
  ];
  const begin = begun();
  const settled = await untilSettled(() => customer.cancel(order, begin.key), PATIENCE, random);
  return { kind: 'cancellation', order, ...ended(begin, settled) };
}

export async function transfer({ door, random, operatorToken }: Shopping): Promise<Transfer> {
  const product = random.pick(productIds);
  const from = random.pick(['east', 'west'] as const);
  const to = from === 'east' ? 'west' : 'east';
  const quantity = random.between(1, 5);
  const begin = begun();
  const headers = { authorization: `Bearer ${operatorToken}`, 'idempotency-key': begin.key };
  const settled = await untilSettled(
    () => door.post(`/api/stock/${product}/transfer`, { from, to, quantity }, headers),
    PATIENCE,
    random,
  );
  return { kind: 'transfer', product, from, quantity, ...ended(begin, settled) };
}

export async function mark({ door, random }: Shopping): Promise<MarkSet> {
  const of = `key-${random.between(1, MARK_KEYS)}`;
  const begin = begun();
  const customer = new Customer(door);
  const settled = await untilSettled(() => customer.mark(of, begin.key), PATIENCE, random);
  const number = settled.outcome === 'acknowledged' ? (settled.body as { number: number }).number : undefined;
  return { kind: 'mark', of, ...ended(begin, settled), number };
}
