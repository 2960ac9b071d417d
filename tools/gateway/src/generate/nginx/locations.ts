import { problemJson, PROBLEMS } from '../problem-text.ts';
import type { GatewayPlan, PlannedRoute } from '../plan.ts';
import { identityHeaders, ownAnswerHeaders, preflightHeaders, sharedHeaders } from './headers.ts';
import { HEALTH } from './maps.ts';
import { rateLimit } from './rates.ts';
import { block, time, wholeSeconds } from './text.ts';

/** nginx's own codes that are told as another: too large headers; and 500, which only a lost identity endpoint makes. */
const TOLD_AS: Readonly<Record<number, number>> = { 494: 431, 500: 503 };

/** How nginx answers for itself: problem details. */
export function errorPages(): string[] {
  return [
    ...Object.keys(PROBLEMS).map((status) => `error_page ${status} /.problem/${status};`),
    ...Object.entries(TOLD_AS).map(([status, told]) => `error_page ${status} =${told} /.problem/${told};`),
  ];
}

/**
 * One place for each problem, reached by errors alone. Not by name, as would be shorter: a request that nginx could not even
 * read has no path, and nginx leads none without a path to a named place.
 */
export function problemLocations(plan: GatewayPlan): string[] {
  const more: Readonly<Record<number, [string, string][]>> = {
    405: [['Allow', '$carveout_allow']],
    429: [['Retry-After', '$carveout_retry_after']],
    503: [['Retry-After', '1']],
    504: [['Retry-After', '1']],
  };
  return Object.keys(PROBLEMS).flatMap((status) => [
    '',
    ...block(`location = /.problem/${status}`, [
      'internal;',
      'client_max_body_size 0;',
      'default_type application/problem+json;',
      ...ownAnswerHeaders(plan, more[Number(status)]),
      `return ${status} '${problemJson(Number(status), '$request_id')}';`,
    ]),
  ]);
}

/** Where every request arrives, is looked at, and goes to the place of its route. */
export function arrival({ gateway: { origins } }: GatewayPlan): string[] {
  return block('location /', [
    '# The place of the route has the limit.',
    'client_max_body_size 0;',
    ...block('if ($carveout_odd)', ['return 400;']),
    ...block('if ($carveout_upgrade)', ['return 501;']),
    ...(origins.length > 0 ? block('if ($carveout_preflight)', ['rewrite ^ /.preflight last;']) : []),
    ...block('if ($carveout_allow = "")', ['return 404;']),
    ...block('if ($carveout_route = "")', ['return 405;']),
    'rewrite ^ /.route/$carveout_route last;',
  ]);
}

export function ownLocations(plan: GatewayPlan): string[] {
  return [
    '# Who makes a request. Nothing of the client goes there but what tells.',
    ...block('location = /.identity', [
      'internal;',
      'client_max_body_size 0;',
      'proxy_pass http://carveout_identity/identity;',
      'proxy_pass_request_body off;',
      'proxy_pass_request_headers off;',
      'proxy_read_timeout 5s;',
      'proxy_next_upstream error timeout;',
      ...identityHeaders(),
    ]),
    '',
    ...block(`location = /.route/${HEALTH}`, [
      'internal;',
      'default_type text/plain;',
      ...ownAnswerHeaders(plan),
      'return 200 "ok\\n";',
    ]),
    ...(plan.gateway.origins.length === 0
      ? []
      : ['', ...block('location = /.preflight', ['internal;', ...preflightHeaders(plan), 'return 204;'])]),
  ];
}

/** The place of one route, which only `location /` leads to. */
export function routeLocation(route: PlannedRoute): string[] {
  const { name, policy, upstream, sharedFor, maySwitch, methods, path } = route;
  return [
    `# ${methods.join(', ')} ${path}`,
    ...block(`location = /.route/${name}`, [
      'internal;',
      rateLimit(route),
      `client_max_body_size ${policy.body};`,
      `set $carveout_within ${policy.within};`,
      ...(sharedFor === undefined ? identified : kept(sharedFor, upstream.name)),
      `proxy_pass http://${upstream.name}$request_uri;`,
      `proxy_send_timeout ${time(policy.within)};`,
      `proxy_read_timeout ${time(policy.within)};`,
      maySwitch ? `proxy_next_upstream_timeout ${time(policy.within)};` : 'proxy_next_upstream off;',
    ]),
  ];
}

const identified = [
  'auth_request /.identity;',
  'auth_request_set $carveout_principal $upstream_http_carveout_principal;',
  'auth_request_set $carveout_set_cookie $upstream_http_set_cookie;',
];

/** Everybody gets the same answer here, so nobody is asked who they are, and no instance is told. */
function kept(sharedFor: number, upstream: string): string[] {
  return [
    'proxy_cache carveout;',
    'proxy_cache_key $request_uri;',
    '# Where the answer itself says nothing.',
    `proxy_cache_valid 200 ${wholeSeconds(sharedFor)};`,
    'proxy_cache_lock on;',
    '# Past its time it is not given, unless the answer itself allows that (RFC 5861).',
    'proxy_cache_use_stale off;',
    ...sharedHeaders(upstream),
  ];
}
