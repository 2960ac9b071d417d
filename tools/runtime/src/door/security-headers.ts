import type { Middleware } from 'koa';

const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The explorer sets style attributes at run time; nothing else is loosened for it. */
export const EXPLORER_POLICY = PAGE_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

/** What every answer of the kit's own bears. */
export const SECURITY_HEADERS = {
  'Content-Security-Policy': PAGE_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  // What a page or an answer says is one visitor's own; a route whose answer may be kept says so itself.
  'Cache-Control': 'no-store',
} as const;

/**
 * A constant set of headers on every answer. Strict-Transport-Security is left to whoever ends TLS before the door.
 */
export const securityHeaders: Middleware = (context, next) => {
  context.set(SECURITY_HEADERS);
  return next();
};
