import { DOCUMENTS, pathPattern } from '../claimed-paths.ts';
import { CORS } from '../inward.ts';
import { HOST, NORMAL_TARGET } from '../normal-form.ts';
import type { GatewayPlan } from '../plan.ts';
import { retryAfter } from './rates.ts';
import { map } from './text.ts';

/** Where a route's name stands for what nginx answers itself. */
export const HEALTH = '.health';

/** What is looked at in a request before anything is decided about it. */
export function refusalMaps(): string[] {
  return [
    '# 1 unless the target is in the normal form of RFC 3986, letter for letter as it is passed on.',
    ...map('$request_uri', 'carveout_odd_target', [[`~^${NORMAL_TARGET}\\z`, '']], '1'),
    '# 1 unless there is a Host that can be one, and a target in absolute form names the same.',
    ...map(
      '$host|$http_host',
      'carveout_odd_host',
      [[`~*^(?=[^|]+\\|${HOST}\\z)([^|]+)\\|\\1(?::[0-9]+)?\\z`, '']],
      '1',
    ),
    '# 1 for a request that only reads and brings a body.',
    ...map(
      '$request_method|$content_length|$http_transfer_encoding',
      'carveout_odd_body',
      [['~^(?:GET|HEAD)\\|(?:[^|]*[1-9]|[^|]*\\|.)', '1']],
      '',
    ),
    ...map('$carveout_odd_target$carveout_odd_host$carveout_odd_body', 'carveout_odd', [['', '']], '1'),
    '# An offer of HTTP/2 may be ignored (RFC 9110 §7.8); anything else is refused.',
    ...map(
      '$http_upgrade',
      'carveout_upgrade',
      [
        ['', ''],
        ['~*^\\s*h2c?\\s*$', ''],
      ],
      '1',
    ),
    '# A client is its address; of IPv6, the network that one subscriber gets (/64).',
    ...map(
      '$binary_remote_addr',
      'carveout_client',
      [['~(?s)^(?<carveout_net>.{8}).{8}\\z', '$carveout_net']],
      '$binary_remote_addr',
    ),
    ...map('$remote_addr', 'carveout_for', [['~:', '"[$remote_addr]"']], '$remote_addr'),
  ];
}

/** In place of methods: no deployable is to answer at this path. */
const NOBODY = '-';

/** Which route takes a request, and which methods its path takes. */
export function routeMaps(plan: GatewayPlan): string[] {
  const { operations, paths, pages } = plan;
  const pageMethods = pages === undefined ? '' : pages.methods.join('|');
  return [
    '# The operation of a method and a path; of two that fit, the one with fewer parameters.',
    ...map(
      '$request_method $request_uri',
      'carveout_operation',
      [
        ['~^(?:GET|HEAD) /health/(?:live|ready)(?:\\?|\\z)', HEALTH],
        ...operations.map(({ name, methods, path }): [string, string] => [
          `~^(?:${methods.join('|')}) ${pathPattern(path)}(?:\\?|\\z)`,
          name,
        ]),
      ],
      '',
    ),
    '# The methods of the operations at a path. What a deployable says of its own API is nothing for clients.',
    ...map(
      '$request_uri',
      'carveout_claimed',
      [
        ...paths.map(({ path, methods }): [string, string] => [
          `~^${pathPattern(path)}(?:\\?|\\z)`,
          methods.join(', '),
        ]),
        [`~^${DOCUMENTS}(?:\\?|\\z)`, NOBODY],
      ],
      '',
    ),
    ...map(
      '$carveout_claimed',
      'carveout_allow',
      [
        ['', pages === undefined ? '' : pages.methods.join(', ')],
        [NOBODY, ''],
      ],
      '$carveout_claimed',
    ),
    '# Pages get what no operation claims.',
    ...map(
      '$carveout_operation|$carveout_claimed|$request_method',
      'carveout_route',
      [
        ['~^(?<carveout_found>[^|]+)\\|', '$carveout_found'],
        ...(pages === undefined ? [] : [[`~^\\|\\|(?:${pageMethods})\\z`, pages.name] as const]),
      ],
      '',
    ),
    ...map('$carveout_route', 'carveout_retry_after', retryAfter(plan), '1'),
  ];
}

/** What becomes of cookies on their way inward, and of what answers say about being kept. */
export function cookieMaps({ gateway: { sessions } }: GatewayPlan): string[] {
  const name = sessions?.cookie;
  const own = name?.replaceAll(/[^\w]/g, (sign) => `\\${sign}`);
  return [
    ...(own === undefined
      ? map('$http_cookie', 'carveout_cookies', [], '$http_cookie')
      : [
          '# The session cookie is for the identity endpoint alone. Who sends two of them sends no cookie at all.',
          ...map(
            '$http_cookie',
            'carveout_cookies',
            [
              [`~(?:^|;)\\s*${own}\\s*=.*;\\s*${own}\\s*=`, ''],
              [`~^\\s*${own}\\s*=[^;]*(?:;\\s*(?<carveout_rest>.*))?\\z`, '$carveout_rest'],
              [
                `~^(?<carveout_before>.*?)\\s*;\\s*${own}\\s*=[^;]*(?<carveout_after>;.*)?\\z`,
                '$carveout_before$carveout_after',
              ],
            ],
            '$http_cookie',
          ),
        ]),
    '# An answer that begins a session is for one visitor alone.',
    ...map('$carveout_set_cookie', 'carveout_cache_control', [['', '$upstream_http_cache_control']], 'no-store'),
  ];
}

/** Which pages of other origins may call. */
export function originMaps({ gateway: { origins } }: GatewayPlan): string[] {
  if (origins.length === 0) return [];
  return [
    ...map(
      '$http_origin',
      'carveout_origin',
      origins.map((origin) => [origin, '$http_origin']),
      '',
    ),
    ...map('$carveout_origin', 'carveout_credentials', [['', '']], 'true'),
    ...map('$carveout_origin', 'carveout_origin_methods', [['', '']], CORS.methods.join(', ')),
    ...map('$carveout_origin', 'carveout_origin_headers', [['', '']], CORS.sent.join(', ')),
    ...map('$carveout_origin', 'carveout_origin_told', [['', '']], CORS.told.join(', ')),
    ...map(
      '$request_method|$http_origin|$http_access_control_request_method',
      'carveout_preflight',
      [['~^OPTIONS\\|[^|]+\\|.', '1']],
      '',
    ),
  ];
}
