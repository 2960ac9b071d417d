import { defineModule } from '@carveout/runtime';
import type { Calls, SiteTools } from '@carveout/runtime';
import { carts } from '@shop/carts';
import { catalog } from '@shop/catalog';
import { currencies } from '@shop/currencies';
import { orders } from '@shop/orders';
import { payments } from '@shop/payments';
import { recommendations } from '@shop/recommendations';
import { shipping } from '@shop/shipping';
import { storefront } from '@shop/storefront';
import { StorefrontConfig } from './config.ts';

export const neighbours = { carts, catalog, currencies, orders, payments, recommendations, shipping };

export type ShopCalls = Calls<typeof neighbours>;
export type ShopTools = SiteTools<typeof neighbours>;

export const module = defineModule(storefront, {
  calls: neighbours,
  // No page waits on or breaks for a suggestion.
  fallbacks: { recommendations: { forProducts: () => ({ productIds: [] }) } },
  config: StorefrontConfig,
});
