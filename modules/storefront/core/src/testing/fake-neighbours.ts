import { createHash } from 'node:crypto';
import { DeclaredError, defineModule } from '@carveout/runtime';
import type { AssembledModule, Module } from '@carveout/runtime';
import type { AnyContract, Envelope } from '@carveout/contract';
import { carts } from '@shop/carts';
import { catalog } from '@shop/catalog';
import { currencies } from '@shop/currencies';
import { orders } from '@shop/orders';
import { payments } from '@shop/payments';
import { recommendations } from '@shop/recommendations';
import { shipping } from '@shop/shipping';
import type { z } from 'zod';
import { mug, orderOf, products, watch } from './goods.ts';

/** One call that reached a neighbour. */
export interface ReceivedCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly envelope: Envelope;
}

export type Answer = (input: never) => unknown;

/** What the neighbours answer unless a test says otherwise. One euro is two dollars here. */
const usual: Readonly<Record<string, Answer>> = {
  'catalog.list': () => ({ products }),
  'catalog.byId': ({ id }: { id: string }) => {
    const found = products.find((product) => product.id === id);
    if (!found) throw new DeclaredError('catalog.byId', 'UNKNOWN_PRODUCT', { productId: id });
    return found;
  },
  'catalog.byIds': ({ ids }: { ids: string[] }) => ({ products: products.filter(({ id }) => ids.includes(id)) }),
  'currencies.supported': () => ({ currencies: ['EUR', 'USD'] }),
  'currencies.convertAll': ({ amounts, to }: { amounts: { units: number; nanos: number }[]; to: string }) => ({
    amounts: amounts.map(({ units, nanos }) => ({
      currency: to,
      units: Math.trunc(units / 2),
      nanos: ((units % 2) * 1_000_000_000 + nanos) / 2,
    })),
  }),
  'carts.get': ({ customer }: { customer: string }) => ({ customer, items: [{ productId: mug.id, quantity: 2 }] }),
  'carts.add': ({ customer }: { customer: string }) => ({ customer, items: [] }),
  'carts.empty': ({ customer }: { customer: string }) => ({ customer, items: [] }),
  'recommendations.forProducts': () => ({ productIds: [watch.id] }),
  'shipping.quote': () => ({ cost: { currency: 'USD', units: 8, nanos: 990_000_000 } }),
  // As payments promises: the same card gets the same token.
  'payments.tokenize': ({ card }: { card: object }) => ({
    token: `token-${createHash('sha256').update(JSON.stringify(card)).digest('base64url')}`,
    lastFour: '0454',
  }),
  'orders.place': ({ customer }: { customer: string }) => orderOf(customer),
  'orders.mine': ({ customer }: { customer: string }) => ({ orders: [orderOf(customer)] }),
  'orders.byId': ({ id }: { id: string }) => orderOf('somebody-else', id),
};

/** Modules that stand for the storefront's neighbours, behind the real pipeline, and what they were asked. */
export function fakeNeighbours(answers: Readonly<Record<string, Answer>>, received: ReceivedCall[]): AssembledModule[] {
  const all = [carts, catalog, currencies, orders, payments, recommendations, shipping] as readonly AnyContract[];
  return all.map((whole) => {
    // Without its events, which would need a store to be published from.
    const contract: AnyContract = { ...whole, events: {} };
    const module = defineModule(contract) as unknown as Module<AnyContract, None, None, z.ZodObject, None, never>;
    const handlers = Object.values(contract.operations).map((operation) => [
      operation.name,
      module.handle(operation.name, ((input: never, context: { readonly envelope: Envelope; readonly fail: Fail }) => {
        received.push({ operation: operation.id, input, envelope: context.envelope });
        const answer = answers[operation.id] ?? usual[operation.id];
        if (!answer) throw new Error(`nobody expected ${operation.id}`);
        try {
          return answer(input);
        } catch (error) {
          if (error instanceof DeclaredError) return context.fail(error.code, error.data);
          throw error;
        }
      }) as never),
    ]);
    return module.assemble({ handlers: Object.fromEntries(handlers) as never });
  });
}

type None = Readonly<Record<never, never>>;
type Fail = (code: string, data: unknown) => never;
