import { renderToString } from 'preact-render-to-string';
import { iconPath, stylesheetPath } from '../assets/index.ts';
import { html } from '../html.ts';
import type { Markup } from '../html.ts';
import { SiteHeader } from './site-header.ts';

/** What stands around every page. */
export interface Frame {
  readonly title: string;
  readonly currency: string;
  readonly currencies: readonly string[];
  /** Pieces in the cart; undefined when it cannot be told just now. */
  readonly cartCount?: number | undefined;
  /** The page's own entry in the menu. */
  readonly here?: 'cart' | 'orders';
}

export const SHOP_NAME = 'Carveout Shop';

/** A whole page as HTML. */
export function renderPage(frame: Frame, content: Markup): string {
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${frame.title === SHOP_NAME ? SHOP_NAME : `${frame.title} · ${SHOP_NAME}`}</title>
      <link rel="icon" href=${iconPath} type="image/svg+xml" />
      <link rel="stylesheet" href=${stylesheetPath} />
    </head>
    <body>
      <a class="skip" href="#content">Skip to the content</a>
      <${SiteHeader} ...${frame} />
      <main id="content" class="wrap" tabindex="-1">${content}</main>
      <footer class="bottom">
        <div class="wrap">
          <p>A demonstration shop: nothing is sold and no money moves.</p>
          <a href="/explorer">API</a>
          <a href="/logout">End this session</a>
        </div>
      </footer>
    </body>
  </html>`;
  return `<!doctype html>${renderToString(page)}`;
}
