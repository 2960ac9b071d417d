import { CONDITIONS, CORS, PASSED, PRINCIPAL, WITHIN } from '../inward.ts';
import type { GatewayPlan } from '../plan.ts';
import { quoted } from './text.ts';

/** Where a request comes from, in the gateway's words alone. */
const ORIGIN: readonly (readonly [string, string])[] = [
  ['Host', '$http_host'],
  ['X-Request-Id', '$request_id'],
  ['X-Forwarded-For', '$remote_addr'],
  ['X-Forwarded-Proto', '$scheme'],
  ['X-Forwarded-Host', '$http_host'],
  ['Forwarded', 'for=$carveout_for;host="$http_host";proto=$scheme'],
];

/** Headers of a request on their way to an instance. */
export function inwardHeaders(): string[] {
  return [
    ...ORIGIN,
    ['Via', '1.1 nginx'] as const,
    ['Connection', ''] as const,
    ...passedOn(PASSED),
    ...passedOn(CONDITIONS),
    ['Cookie', '$carveout_cookies'] as const,
    [PRINCIPAL, '$carveout_principal'] as const,
    [WITHIN, '$carveout_within'] as const,
  ].map(setHeader);
}

/**
 * Headers of a request whose answer is kept for others: nothing that the answer could depend on without saying so in `Vary`,
 * or a visitor could choose what the next ones get.
 */
export function sharedHeaders(upstream: string): string[] {
  return [
    ['Host', upstream] as const,
    ['X-Request-Id', '$request_id'] as const,
    ['Via', '1.1 nginx'] as const,
    ['Connection', ''] as const,
    [WITHIN, '$carveout_within'] as const,
    ...passedOn(['Accept', 'Accept-Encoding', 'Accept-Language']),
  ].map(setHeader);
}

/** What the identity endpoint is told of a request. */
export function identityHeaders(): string[] {
  return [
    ...ORIGIN,
    ['Connection', ''] as const,
    ['Content-Length', ''] as const,
    ['X-Original-Method', '$request_method'] as const,
    ['X-Original-URI', '$request_uri'] as const,
    ...passedOn(['Authorization', 'Cookie', 'Origin', 'User-Agent']),
  ].map(setHeader);
}

/** Headers of every answer. A place that adds one of its own has to repeat them. */
export function answerHeaders({ gateway: { origins } }: GatewayPlan): string[] {
  const headers: (readonly [string, string])[] = [
    ['X-Request-Id', '$request_id'],
    ['Via', '1.1 nginx'],
    ['Set-Cookie', '$carveout_set_cookie'],
    ['Cache-Control', '$carveout_cache_control'],
  ];
  if (origins.length > 0)
    headers.push(
      ['Vary', 'Origin'],
      ['Access-Control-Allow-Origin', '$carveout_origin'],
      ['Access-Control-Allow-Credentials', '$carveout_credentials'],
      ['Access-Control-Expose-Headers', '$carveout_origin_told'],
    );
  return headers.map(addHeader);
}

/** Headers of what nginx answers itself. @param more those of one answer alone. */
export function ownAnswerHeaders(plan: GatewayPlan, more: readonly (readonly [string, string])[] = []): string[] {
  const own: (readonly [string, string])[] = [
    ['Cache-Control', 'no-store'],
    ['X-Content-Type-Options', 'nosniff'],
    ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
    ['Referrer-Policy', 'same-origin'],
    ...more,
  ];
  return [...answerHeaders(plan).filter((line) => !line.startsWith('add_header Cache-Control')), ...own.map(addHeader)];
}

/** What a preflight is told; nothing, where its origin is not listed. */
export function preflightHeaders(plan: GatewayPlan): string[] {
  return ownAnswerHeaders(plan, [
    ['Access-Control-Allow-Methods', '$carveout_origin_methods'],
    ['Access-Control-Allow-Headers', '$carveout_origin_headers'],
    ['Access-Control-Max-Age', String(CORS.maxAge)],
  ]);
}

function passedOn(names: readonly string[]): (readonly [string, string])[] {
  return names.map((name) => [name, `$http_${name.toLowerCase().replaceAll('-', '_')}`]);
}

const setHeader = ([name, value]: readonly [string, string]): string => `proxy_set_header ${name} ${quoted(value)};`;
const addHeader = ([name, value]: readonly [string, string]): string => `add_header ${name} ${quoted(value)} always;`;
