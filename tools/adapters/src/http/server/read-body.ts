import type { IncomingMessage } from 'node:http';
import type { HeldBytes } from './held-bytes.ts';

export type BodyFault = 'too large' | 'no room' | 'broken';

/**
 * Reads a body to its end and tells it, or why not. What it reads is counted in `held` until it has been told; one that
 * takes too long is cut off by the server.
 */
export function readBody(
  request: IncomingMessage,
  mostBytes: number,
  held: HeldBytes,
  tell: (body: Buffer | BodyFault) => void,
): void {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) return tell('too large');
  const chunks: Buffer[] = [];
  let bytes = 0;
  let told = false;
  const end = (body: Buffer | BodyFault): void => {
    if (told) return;
    told = true;
    held.give(bytes);
    tell(body);
  };
  request.on('data', (chunk: Buffer) => {
    if (told) return;
    if (bytes + chunk.length > mostBytes) return end('too large');
    if (!held.take(chunk.length)) return end('no room');
    bytes += chunk.length;
    chunks.push(chunk);
  });
  request.on('end', () => end(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
  request.on('error', () => end('broken'));
  request.on('close', () => end('broken'));
}
