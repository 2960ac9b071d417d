import { isDeepStrictEqual } from 'node:util';
import { fake } from '@carveout/testing/scenario';
import type { Fake } from '@carveout/testing/scenario';
import { carts } from '@shop/carts';
import { catalog } from '@shop/catalog';
import { currencies } from '@shop/currencies';
import { inventory } from '@shop/inventory';
import { payments } from '@shop/payments';
import { shipping } from '@shop/shipping';

/** A product of which there is none left, and one that the catalog does not know. */
export const SOLD_OUT = 'SOLDOUT';
export const UNHEARD_OF = 'UNHEARDOF';
/** A card whose bank says no. */
export const BAD_CARD = 'tok_of-a-card-without-money';

/** What neighbours keep of each order, by its id. */
export interface Ledger {
  readonly goods: Map<string, 'held' | 'committed' | 'released'>;
  readonly money: Map<string, 'captured' | 'refunded' | 'void'>;
  readonly parcels: Map<string, 'booked' | 'left' | 'stopped'>;
}

export interface Neighbourhood {
  readonly ledger: Ledger;
  readonly carts: Map<string, { productId: string; quantity: number }[]>;
  /** Runs before a neighbour does anything: `before['shipping.ship'] = …`. What it throws is the neighbour's fault. */
  readonly before: Record<string, () => unknown>;
  readonly fakes: readonly Fake[];
  /** How often an operation was called, repeats included: `count('payments.charge')`. */
  count(operation: string): number;
  /** The keys under which an operation was called: repeats of one call share theirs. */
  keys(operation: string): ReadonlySet<string | undefined>;
}

/** Neighbours with as much memory as an order needs to come out right or wrong. Idempotent, as the contracts say. */
export function neighbourhood(): Neighbourhood {
  const ledger: Ledger = { goods: new Map(), money: new Map(), parcels: new Map() };
  const inCarts = new Map([['anna', [{ productId: 'OLJCESPC7Z', quantity: 2 }]]]);
  const before: Neighbourhood['before'] = {};
  const fakes = [
    cartsFake(inCarts, before),
    catalogFake(before),
    currenciesFake(before),
    inventoryFake(ledger, before),
    paymentsFake(ledger, before),
    shippingFake(ledger, before),
  ];
  const callsTo = (operation: string) => {
    const [module, name] = operation.split('.');
    const neighbour = fakes.find((one) => one.module.parts.contract.name === module)!;
    return neighbour.taken.filter((call) => call.operation === name);
  };
  return {
    ledger,
    carts: inCarts,
    before,
    fakes,
    count: (operation) => callsTo(operation).length,
    keys: (operation) => new Set(callsTo(operation).map(({ envelope }) => envelope.key)),
  };
}

type Before = Neighbourhood['before'];

function cartsFake(inCarts: Neighbourhood['carts'], before: Before): Fake {
  const taken = new Map<string, { productId: string; quantity: number }[]>();
  return fake(carts, {
    get: async ({ customer }) => {
      await before['carts.get']?.();
      return { customer, items: inCarts.get(customer) ?? [] };
    },
    take: async ({ customer, orderId, items }, { fail }) => {
      await before['carts.take']?.();
      const there = inCarts.get(customer) ?? [];
      if (taken.has(orderId)) return { customer, items: there };
      if (!isDeepStrictEqual(there, items)) return fail('CART_CHANGED', {});
      taken.set(orderId, there);
      inCarts.set(customer, []);
      return { customer, items: [] };
    },
    putBack: async ({ customer, orderId }) => {
      await before['carts.putBack']?.();
      const items = taken.get(orderId) ?? inCarts.get(customer) ?? [];
      inCarts.set(customer, items);
      return { customer, items };
    },
  });
}

function catalogFake(before: Before): Fake {
  return fake(catalog, {
    byIds: async ({ ids }) => {
      await before['catalog.byIds']?.();
      return { products: ids.filter((id) => id !== UNHEARD_OF).map(productOf) };
    },
  });
}

function productOf(id: string) {
  const price = { currency: 'USD', units: 19, nanos: 990_000_000 };
  return { id, name: `The ${id}`, description: '', picture: '', price, categories: [] };
}

/** One dollar is half of any other currency's unit. */
function currenciesFake(before: Before): Fake {
  return fake(currencies, {
    convertAll: async ({ amounts, to }, { fail }) => {
      await before['currencies.convertAll']?.();
      if (to === 'XXX') return fail('UNKNOWN_CURRENCY', { currency: to });
      const halved = amounts.map(({ units, nanos }) => {
        const all = (BigInt(units) * 1_000_000_000n + BigInt(nanos)) / 2n;
        return { currency: to, units: Number(all / 1_000_000_000n), nanos: Number(all % 1_000_000_000n) };
      });
      return { amounts: halved };
    },
  });
}

function inventoryFake({ goods }: Ledger, before: Before): Fake {
  return fake(inventory, {
    reserve: async ({ reservationId, items }, { fail }) => {
      await before['inventory.reserve']?.();
      if (items.some(({ productId }) => productId === SOLD_OUT))
        return fail('OUT_OF_STOCK', { productId: SOLD_OUT, available: 0 });
      if (goods.get(reservationId) === 'released') return fail('RESERVATION_CONFLICT', { status: 'released' });
      goods.set(reservationId, goods.get(reservationId) ?? 'held');
      return { reservationId, expiresAt: '2030-01-01T00:00:00.000Z' };
    },
    commit: async ({ reservationId }, { fail }) => {
      await before['inventory.commit']?.();
      if (goods.get(reservationId) === 'released') return fail('RESERVATION_EXPIRED', {});
      goods.set(reservationId, 'committed');
      return { reservationId };
    },
    release: async ({ reservationId }) => {
      await before['inventory.release']?.();
      const released = ['held', 'committed'].includes(goods.get(reservationId) ?? '');
      goods.set(reservationId, 'released');
      return { released };
    },
  });
}

function paymentsFake({ money }: Ledger, before: Before): Fake {
  return fake(payments, {
    charge: async ({ orderId, amount, card }, { fail }) => {
      await before['payments.charge']?.();
      if (card === BAD_CARD) return fail('CARD_DECLINED', { reason: 'insufficient funds' });
      const known = money.get(orderId);
      if (known === 'refunded' || known === 'void') return fail('ORDER_REFUNDED', {});
      money.set(orderId, 'captured');
      return { paymentId: `pay_${orderId}`, amount, lastFour: '0454' };
    },
    refund: async ({ orderId }) => {
      await before['payments.refund']?.();
      money.set(orderId, money.has(orderId) && money.get(orderId) !== 'void' ? 'refunded' : 'void');
      return { refunded: null };
    },
  });
}

function shippingFake({ parcels }: Ledger, before: Before): Fake {
  return fake(shipping, {
    quote: async () => {
      await before['shipping.quote']?.();
      return { cost: { currency: 'USD', units: 8, nanos: 990_000_000 } };
    },
    ship: async ({ orderId }, { fail }) => {
      await before['shipping.ship']?.();
      if (parcels.get(orderId) === 'stopped') return fail('ORDER_CANCELLED', {});
      parcels.set(orderId, parcels.get(orderId) ?? 'booked');
      return { trackingId: `CV-${orderId}` };
    },
    cancel: async ({ orderId }, { fail }) => {
      await before['shipping.cancel']?.();
      if (parcels.get(orderId) === 'left') return fail('ALREADY_LEFT', { at: '2026-11-23T12:00:00.000Z' });
      const cancelled = parcels.get(orderId) === 'booked';
      parcels.set(orderId, 'stopped');
      return { cancelled };
    },
  });
}
