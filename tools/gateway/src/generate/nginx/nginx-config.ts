import { throwCollected } from '@carveout/runtime/errors';
import { authority } from '../instances.ts';
import type { Address } from '../instances.ts';
import type { GatewayPlan, Upstream } from '../plan.ts';
import { answerHeaders, inwardHeaders } from './headers.ts';
import { arrival, errorPages, ownLocations, problemLocations, routeLocation } from './locations.ts';
import { cookieMaps, originMaps, refusalMaps, routeMaps } from './maps.ts';
import { rateFaults, rateZones } from './rates.ts';
import { block } from './text.ts';

export interface NginxOptions {
  /** What nginx listens at. @default port 3000 of every IPv4 address */
  readonly listen?: Address | undefined;
}

/**
 * The configuration of nginx (1.22 or newer, with auth_request, as all distributions build it) for a topology's gateway.
 * All that nginx writes lies under its prefix: start it with `nginx -p <a folder of its own> -c <this file>`.
 *
 * @throws CarveoutError CARV-640, one for each thing that it has no words for.
 */
export function nginxConfig(plan: GatewayPlan, { listen }: NginxOptions = {}): string {
  throwCollected(rateFaults(plan));
  const routes = [...plan.operations, ...(plan.pages ? [plan.pages] : [])];
  const http = [
    ...sections([
      basics,
      [LOG_FORMAT, 'access_log /dev/stdout carveout;'],
      refusalMaps(),
      routeMaps(plan),
      cookieMaps(plan),
      originMaps(plan),
      rateZones(routes),
      routes.some(({ sharedFor }) => sharedFor !== undefined) ? [CACHE] : [],
      ...plan.upstreams.map(upstreamBlock),
      upstreamBlock({ name: 'carveout_identity', servers: [plan.identity] }),
    ]),
    '',
    ...block(
      'server',
      sections([
        [`listen ${listen === undefined ? '3000' : authority(listen)};`, 'server_name _;'],
        errorPages(),
        ['recursive_error_pages off;', ...answerHeaders(plan)],
        [...proxying, ...inwardHeaders()],
        arrival(plan),
        ownLocations(plan),
        ...routes.map(routeLocation),
        problemLocations(plan).slice(1),
      ]),
    ),
  ];
  const whole = sections([
    [
      `# Made by \`carveout gateway-config nginx ${plan.topologyFile}\`. Do not edit: change the topology or the contracts.`,
      '# Start it with `nginx -p <a folder that it may write to> -c <this file>`. See docs/guides/other-gateways.md.',
    ],
    ['worker_processes auto;', 'pid nginx.pid;', 'error_log stderr warn;', 'pcre_jit on;'],
    block('events', ['worker_connections 4096;']),
    block('http', http),
  ]);
  return `${whole.join('\n')}\n`;
}

/** Parts with an empty line between them; empty parts are left out. */
function sections(parts: readonly (readonly string[])[]): string[] {
  return parts.filter((part) => part.length > 0).flatMap((part, index) => (index === 0 ? part : ['', ...part]));
}

function upstreamBlock({ name, servers }: Upstream): string[] {
  return block(`upstream ${name}`, [
    `zone ${name} 64k;`,
    'random two least_conn;',
    ...servers.map((server) => `server ${authority(server)} max_fails=3 fail_timeout=5s;`),
    'keepalive 32;',
    '# Shorter than the 65 s after which a deployable ends a connection.',
    'keepalive_timeout 60s;',
  ]);
}

const CACHE = 'proxy_cache_path cache levels=1:2 keys_zone=carveout:2m max_size=64m inactive=10m use_temp_path=off;';

/** The path without its query, which may hold what is not for a log. */
const LOG_FORMAT =
  `log_format carveout escape=json '{"time":"$time_iso8601","client":"$remote_addr","method":"$request_method",` +
  `"route":"$carveout_route","status":"$status","seconds":"$request_time","upstream":"$upstream_addr",` +
  `"upstreamSeconds":"$upstream_response_time","bytes":"$bytes_sent","requestId":"$request_id"}';`;

/** Limits of a request's head are those of a deployable: 16 KiB, complete within 10 s. */
const basics = [
  'server_tokens off;',
  '# No type is guessed from a path.',
  'types { }',
  'default_type application/octet-stream;',
  'merge_slashes off;',
  'underscores_in_headers off;',
  'absolute_redirect off;',
  'client_header_buffer_size 1k;',
  'large_client_header_buffers 2 8k;',
  'client_header_timeout 10s;',
  'client_body_timeout 10s;',
  'send_timeout 30s;',
  'keepalive_timeout 65s;',
  'reset_timedout_connection on;',
  'client_body_buffer_size 64k;',
  'limit_req_status 429;',
  'map_hash_bucket_size 256;',
  'map_hash_max_size 4096;',
  'variables_hash_max_size 2048;',
  'client_body_temp_path body_temp;',
  'proxy_temp_path proxy_temp;',
  'fastcgi_temp_path other_temp;',
  'scgi_temp_path other_temp;',
  'uwsgi_temp_path other_temp;',
];

const proxying = [
  'proxy_http_version 1.1;',
  'proxy_pass_request_headers off;',
  'proxy_redirect off;',
  'proxy_connect_timeout 1s;',
  '# A request goes to another instance when the first took no connection or broke off; POST and PATCH only when they were',
  '# not sent yet: `non_idempotent` is not set.',
  'proxy_next_upstream error timeout;',
  'proxy_next_upstream_tries 2;',
  '# A slow client makes the instance wait instead of filling a disk.',
  'proxy_max_temp_file_size 0;',
  'proxy_ignore_headers X-Accel-Redirect X-Accel-Expires X-Accel-Limit-Rate X-Accel-Buffering X-Accel-Charset;',
  ...[
    'X-Request-Id',
    'Via',
    'Cache-Control',
    'X-Powered-By',
    'Carveout-Principal',
    'Access-Control-Allow-Origin',
    'Access-Control-Allow-Credentials',
    'Access-Control-Expose-Headers',
  ].map((name) => `proxy_hide_header ${name};`),
];
