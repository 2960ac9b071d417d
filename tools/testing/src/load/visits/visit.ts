import type { Browser } from '../browser.ts';
import type { Form, Page } from '../page.ts';
import { findForm } from '../page.ts';
import type { Random } from '../random.ts';
import type { LoadRecord } from '../record.ts';
import type { Route } from '../routes.ts';

/** What a visitor has while they do one thing in the shop. */
export interface Visitor {
  readonly browser: Browser;
  readonly random: Random;
  readonly record: LoadRecord;
  readonly checkouts: Checkouts;
  /** Waits as long as a person looks at a page. */
  readonly think: () => Promise<void>;
}

/** How the load's checkouts ended. */
export interface Checkouts {
  /** Ids of orders that a confirmation page named. */
  readonly acknowledged: string[];
  /** Refused as they should be: the card was one that is declined. */
  refused: number;
  /** Neither: the load's failures say why. */
  failed: number;
}

/** One thing a visitor does, with how often they do it beside the others. */
export interface Visit {
  readonly name: string;
  readonly weight: number;
  readonly run: (visitor: Visitor) => Promise<void>;
}

/** The page's form for `path`; a page that lacks it is a failure of the route that it would post to. */
export function formOf(visitor: Visitor, page: Page, path: string, route: Route): Form | undefined {
  const form = findForm(page, path);
  if (!form) {
    visitor.record.fail({
      route: route.name,
      status: page.status,
      reason: `${page.url.pathname} has no form for ${path}`,
    });
  }
  return form;
}
