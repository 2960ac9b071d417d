import type { Context } from 'koa';

/** Pages that can be opened again by their address. */
const PAGES = /^\/(?:|cart|orders|orders\/[\w-]+|product\/\w+)$/;

/**
 * The page from which a form was sent, by the referrer's path. Never another host, and never an address that only
 * takes posts: the start page instead, or the cart after a checkout.
 */
export function pageToReturnTo(context: Context): string {
  const referrer = URL.parse(context.get('Referer'));
  if (referrer === null || referrer.host !== context.host) return '/';
  if (PAGES.test(referrer.pathname)) return referrer.pathname;
  return referrer.pathname.startsWith('/cart/') ? '/cart' : '/';
}
