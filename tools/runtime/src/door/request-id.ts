import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const VISIBLE = /^[\x21-\x7e]{1,128}$/;

/** The `X-Request-Id` of a request, where it has one that may be repeated; otherwise a fresh one. */
export function requestIdFrom({ 'x-request-id': given }: IncomingHttpHeaders): string {
  return typeof given === 'string' && VISIBLE.test(given) ? given : randomUUID();
}
