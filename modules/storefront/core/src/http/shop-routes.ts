import type Router from '@koa/router';
import type { ShopTools } from '../module.ts';
import type { SupportedCurrencies } from '../shop/supported-currencies.ts';

/** What every route of the shop is made with. */
export interface ShopParts {
  readonly tools: ShopTools;
  readonly supported: SupportedCurrencies;
}

/** Adds one route, or a few that belong together. */
export type AddRoutes = (router: Router, parts: ShopParts) => void;
