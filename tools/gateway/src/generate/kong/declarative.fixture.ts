import { z } from 'zod';

/**
 * What Kong's documentation says of a declarative file and of the plugins that are used here, as far as it is used: Kong
 * itself is not there for tests. Everything is strict, so that a misspelt field is found.
 */
const name = z.string().regex(/^[\w.~-]+$/);
const headerName = z.string().regex(/^[A-Za-z][\w-]*$/);
const methods = z.array(z.string().regex(/^[A-Z]+$/)).min(1);
const statuses = z.array(z.int().min(100).max(999));
const small = z.int().min(0).max(255);
const lua = z.array(z.string().min(1)).optional();
const rate = z.number().positive().optional();

const plugin = <N extends string, S extends z.ZodRawShape>(called: N, config: S) =>
  z.strictObject({ name: z.literal(called), config: z.strictObject(config) });

const functions = { rewrite: lua, access: lua, header_filter: lua, body_filter: lua, log: lua, certificate: lua };

const Plugin = z.discriminatedUnion('name', [
  plugin('pre-function', functions),
  plugin('post-function', functions),
  plugin('correlation-id', {
    header_name: headerName,
    generator: z.enum(['uuid', 'uuid#counter', 'tracker']),
    echo_downstream: z.boolean(),
  }),
  plugin('request-transformer', { remove: z.strictObject({ headers: z.array(headerName) }) }),
  plugin('response-transformer', {
    add: z.strictObject({ headers: z.array(z.string().regex(/^[A-Za-z][\w-]*:.+$/)) }),
  }),
  plugin('rate-limiting', {
    second: rate,
    minute: rate,
    hour: rate,
    limit_by: z.enum(['consumer', 'credential', 'ip', 'service', 'header', 'path']),
    // Without a database there is no `cluster`.
    policy: z.enum(['local', 'redis']),
    error_code: z.int(),
  }),
  plugin('request-size-limiting', {
    allowed_payload_size: z.int().min(1),
    size_unit: z.enum(['bytes', 'kilobytes', 'megabytes']),
    require_content_length: z.boolean(),
  }),
  plugin('request-termination', {
    status_code: z.int().min(100).max(599),
    content_type: z.string(),
    body: z.string().min(1),
  }),
  plugin('proxy-cache', {
    strategy: z.literal('memory'),
    cache_control: z.boolean(),
    cache_ttl: z.int().positive(),
    response_code: z.array(z.int().min(100).max(900)).min(1),
    request_method: z.array(z.enum(['HEAD', 'GET', 'POST', 'PATCH', 'PUT'])),
    content_type: z.array(z.string()),
    vary_headers: z.array(headerName),
    response_headers: z.strictObject({
      age: z.boolean(),
      'X-Cache-Status': z.boolean(),
      'X-Cache-Key': z.boolean(),
    }),
  }),
  plugin('cors', {
    origins: z.array(z.string().regex(/^[A-Za-z0-9.:/-]+$/)).min(1),
    methods: z.array(z.enum(['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'])),
    headers: z.array(headerName),
    exposed_headers: z.array(headerName),
    credentials: z.boolean(),
    max_age: z.number(),
    preflight_continue: z.boolean(),
  }),
]);

const Route = z.strictObject({
  name,
  methods,
  // A regular expression begins with `~`; anything else is a prefix.
  paths: z.array(z.string().regex(/^(?:~\/.*\$|\/[^~]*)$/)).min(1),
  regex_priority: z.int().optional(),
  strip_path: z.boolean(),
  preserve_host: z.boolean(),
  protocols: z.array(z.enum(['http', 'https'])),
  plugins: z.array(Plugin),
});

const milliseconds = z.int().min(1).max(2_147_483_646);

const Service = z.strictObject({
  name,
  host: z.string(),
  port: z.int().min(0).max(65_535),
  protocol: z.enum(['http', 'https']),
  connect_timeout: milliseconds,
  write_timeout: milliseconds,
  read_timeout: milliseconds,
  retries: z.int().min(0).max(32_767),
  routes: z.array(Route),
});

const failures = { tcp_failures: small, timeouts: small, http_failures: small };

const Upstream = z.strictObject({
  // A host's name without a port.
  name: z.string().regex(/^[A-Za-z\d](?:[A-Za-z\d.-]*[A-Za-z\d])?$/),
  algorithm: z.enum(['consistent-hashing', 'least-connections', 'round-robin', 'latency']),
  healthchecks: z.strictObject({
    active: z.strictObject({
      type: z.literal('http'),
      http_path: z.string().startsWith('/'),
      timeout: z.number().min(0).max(65_535),
      healthy: z.strictObject({ interval: z.number(), http_statuses: statuses, successes: small }),
      unhealthy: z.strictObject({ interval: z.number(), http_statuses: statuses, ...failures }),
    }),
    passive: z.strictObject({ type: z.literal('http'), unhealthy: z.strictObject(failures) }),
  }),
  targets: z.array(z.strictObject({ target: z.string().regex(/^.+:\d+$/), weight: z.int().min(0).max(65_535) })).min(1),
});

export const KongFile = z.strictObject({
  _format_version: z.literal('3.0'),
  _transform: z.boolean(),
  upstreams: z.array(Upstream),
  services: z.array(Service),
  routes: z.array(Route),
  plugins: z.array(Plugin),
});
