import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { listedIn } from './inward-headers.ts';

/** What concerns the connection to the instance alone (RFC 9110 §7.6.1), what is set here, and what tells of the inside. */
const NOT_PASSED = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authentication-info',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-request-id',
  'x-powered-by',
]);

/** Puts an instance's headers on the answer, as they are. */
export function passHeaders(headers: IncomingHttpHeaders, response: ServerResponse): void {
  const listed = listedIn(headers.connection);
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || NOT_PASSED.has(name) || name.startsWith('carveout-')) continue;
    if (listed?.has(name) === true) continue;
    response.setHeader(name, value);
  }
  response.setHeader('via', headers['via'] === undefined ? '1.1 carveout' : `${headers['via']}, 1.1 carveout`);
}
