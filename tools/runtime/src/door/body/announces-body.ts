import type { IncomingMessage } from 'node:http';

/** Whether a request's headers say that a body follows. */
export function announcesBody(request: IncomingMessage): boolean {
  if (request.headers['transfer-encoding'] !== undefined) return true;
  return Number(request.headers['content-length'] ?? 0) > 0;
}
