import type { IncomingHttpHeaders } from 'node:http';
import type { AnswerHeaders } from '../answers/passed-answer.ts';
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

/** What the gateway alone has a word on: who is meant inside, and which pages of others may read answers. */
const OWN_WORDS = /^(?:carveout-|access-control-)/;

/** An instance's headers as they go outward. */
export function outwardHeaders(headers: IncomingHttpHeaders): AnswerHeaders {
  const listed = listedIn(headers.connection);
  const outward: AnswerHeaders = {};
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || NOT_PASSED.has(name) || OWN_WORDS.test(name) || listed?.has(name) === true) continue;
    outward[name] = value;
  }
  outward['via'] = headers['via'] === undefined ? '1.1 carveout' : `${headers['via']}, 1.1 carveout`;
  return outward;
}
