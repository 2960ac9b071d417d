import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { REFUSED } from '../wire-format.ts';

/** A body of up to so many bytes is thrown away for the sake of its connection; of a longer one, what comes in time. */
const SHORT_BYTES = 128 * 1024;
/** How long is waited for the rest of a request that is refused already. */
const LINGER_MS = 1_000;

export interface Refusal {
  readonly status: number;
  /** A `CARV-xxx` code: none of the calls has run or will. */
  readonly code: string;
  readonly headers?: OutgoingHttpHeaders;
}

/**
 * Refuses a batch as a whole. A connection is not closed with an unread body: that would reset it, and the caller would
 * see a broken connection instead of the refusal.
 */
export function refuse(request: IncomingMessage, response: ServerResponse, { status, code, headers }: Refusal): void {
  if (response.destroyed) return;
  const fields = { ...headers, [REFUSED]: code, 'Cache-Control': 'no-store', 'Content-Length': 0 };
  const finish = (): void => {
    clearTimeout(timer);
    if (!response.headersSent) response.writeHead(status, fields);
    response.end();
  };
  let timer: NodeJS.Timeout | undefined;
  if (request.complete) return finish();
  if (!(Number(request.headers['content-length']) <= SHORT_BYTES)) {
    response.writeHead(status, { ...fields, Connection: 'close' });
    response.flushHeaders();
    timer = setTimeout(finish, LINGER_MS);
  }
  request.once('end', finish).once('close', finish).once('error', finish);
  request.resume();
}
