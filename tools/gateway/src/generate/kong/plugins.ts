import { CORS } from '../inward.ts';
import type { GatewayPlan, PlannedRoute } from '../plan.ts';
import { problemJson } from '../problem-text.ts';
import { DEFAULTS } from '../rate-line.ts';
import { identityLua, refusalLua, sessionLua } from './lua.ts';

export interface KongPlugin {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Names under which programs behind gateways take a word for who somebody is. */
const IDENTITY = [
  'Carveout-Principal',
  'X-User',
  'X-User-Id',
  'X-User-Name',
  'X-User-Email',
  'X-User-Roles',
  'X-Authenticated-User',
  'X-Authenticated-Userid',
  'X-Authenticated-Scope',
  'X-Authenticated-Groups',
  'X-Remote-User',
  'Remote-User',
  'X-Principal',
  'X-Roles',
  'X-Groups',
];

/** Plugins of every request. A route's own `rate-limiting` takes the place of this one. */
export function globalPlugins(plan: GatewayPlan): KongPlugin[] {
  const { gateway, operations, pages } = plan;
  const usual = [...operations, ...(pages ? [pages] : [])].find(({ rateLine }) => rateLine === DEFAULTS);
  return [
    { name: 'pre-function', config: { rewrite: [refusalLua()] } },
    {
      name: 'correlation-id',
      config: { header_name: 'X-Request-Id', generator: 'uuid', echo_downstream: true },
    },
    { name: 'request-transformer', config: { remove: { headers: IDENTITY } } },
    ...(gateway.origins.length === 0 ? [] : [cors(gateway.origins)]),
    ...(usual === undefined ? [] : [rateLimiting(usual)]),
    {
      name: 'post-function',
      config: { access: [identityLua(plan)], header_filter: [sessionLua()] },
    },
  ];
}

export function routePlugins(route: PlannedRoute): KongPlugin[] {
  return [
    ...(route.rateLine === DEFAULTS ? [] : [rateLimiting(route)]),
    {
      name: 'request-size-limiting',
      config: { allowed_payload_size: route.policy.body, size_unit: 'bytes', require_content_length: false },
    },
    ...(route.sharedFor === undefined ? [] : [proxyCache(route.sharedFor)]),
  ];
}

/** Answers 405 with what the path takes. */
export function notAllowedPlugins(methods: readonly string[]): KongPlugin[] {
  return [
    termination(405),
    { name: 'response-transformer', config: { add: { headers: [`Allow:${methods.join(', ')}`] } } },
  ];
}

/** Answers 404. */
export function notFoundPlugin(): KongPlugin {
  return termination(404);
}

function termination(status: number): KongPlugin {
  // Kong has no place for the id in a fixed text; the header X-Request-Id bears it.
  const { requestId: _, ...problem } = JSON.parse(problemJson(status, '')) as Record<string, unknown>;
  return {
    name: 'request-termination',
    config: { status_code: status, content_type: 'application/problem+json', body: JSON.stringify(problem) },
  };
}

const PERIODS: Readonly<Record<number, string>> = { 1: 'second', 60: 'minute', 3_600: 'hour' };

function rateLimiting({ policy: { rate } }: PlannedRoute): KongPlugin {
  return {
    name: 'rate-limiting',
    config: { [PERIODS[rate.seconds]!]: rate.requests, limit_by: 'ip', policy: 'local', error_code: 429 },
  };
}

/** With `cache_control`, for only then does Kong heed an answer that says it must not be kept. */
function proxyCache(sharedFor: number): KongPlugin {
  return {
    name: 'proxy-cache',
    config: {
      strategy: 'memory',
      cache_control: true,
      cache_ttl: Math.floor(sharedFor / 1_000),
      response_code: [200],
      request_method: ['GET', 'HEAD'],
      content_type: ['application/json', 'application/json; charset=utf-8'],
      vary_headers: ['Accept', 'Accept-Language'],
      response_headers: { age: true, 'X-Cache-Status': false, 'X-Cache-Key': false },
    },
  };
}

function cors(origins: readonly string[]): KongPlugin {
  return {
    name: 'cors',
    config: {
      // Kong takes them for regular expressions where they are not plain.
      origins,
      methods: CORS.methods,
      headers: CORS.sent,
      exposed_headers: CORS.told,
      credentials: true,
      max_age: CORS.maxAge,
      preflight_continue: false,
    },
  };
}
