import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyRefused } from '@carveout/runtime/door';
import { ClientLeft } from '../problems/client-left.ts';

/** A body of at most so many bytes is kept until the answer is there, so that it can be sent again. */
const KEPT_BYTES = 65_536;

/** What is sent to an instance. */
export interface RequestBody {
  /** The whole body where it is small; undefined where there is none, and where it is streamed. */
  readonly kept: Buffer | undefined;
  /** What a large body still brings; it can be read once, as fast as the instance takes it. */
  readonly stream: AsyncIterable<Buffer> | undefined;
  /** What the client says of a streamed body's length. */
  readonly length: number | undefined;
}

const NONE: RequestBody = { kept: undefined, stream: undefined, length: undefined };
const EMPTY: RequestBody = { kept: Buffer.alloc(0), stream: undefined, length: undefined };

/** The body of a request that announces none: a POST may say that it is empty. */
export function bodyless({ headers }: IncomingMessage): RequestBody {
  return headers['content-length'] === '0' ? EMPTY : NONE;
}

/**
 * Begins to read the body of a request that announces one: small ones to their end.
 *
 * @param most bytes that it may have. A body that is streamed is counted on the way, and fails beyond.
 * @throws BodyRefused with 413 when it is larger; ClientLeft when the client goes before its end.
 */
export async function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  most: number,
  awaitsContinue: boolean,
): Promise<RequestBody> {
  const declared = request.headers['content-length'];
  const length = declared === undefined ? undefined : Number(declared);
  if (length !== undefined && length > most) throw tooLarge();
  if (awaitsContinue) response.writeContinue();
  if (length !== undefined && length > KEPT_BYTES)
    return { kept: undefined, stream: counted(request, [], 0, most), length };
  const { chunks, bytes, ended } = await firstPart(request, Math.min(KEPT_BYTES, most));
  if (bytes > most) throw tooLarge();
  if (ended) return { kept: chunks.length === 1 ? chunks[0] : Buffer.concat(chunks), stream: undefined, length };
  return { kept: undefined, stream: counted(request, chunks, bytes, most), length };
}

const tooLarge = (): BodyRefused => new BodyRefused(413, 'The body is larger than this route takes.');

interface FirstPart {
  readonly chunks: Buffer[];
  readonly bytes: number;
  readonly ended: boolean;
}

/** Reads to the end, or until there are more than `most` bytes. */
function firstPart(request: IncomingMessage, most: number): Promise<FirstPart> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (): void => {
      request.off('data', take).off('end', end).off('close', leave).off('error', leave);
    };
    const take = (chunk: Buffer): void => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes <= most) return;
      settle();
      request.pause();
      resolve({ chunks, bytes, ended: false });
    };
    const end = (): void => {
      settle();
      resolve({ chunks, bytes, ended: true });
    };
    const leave = (): void => {
      settle();
      reject(new ClientLeft());
    };
    if (request.destroyed) return reject(new ClientLeft());
    request.on('data', take).once('end', end).once('close', leave).once('error', leave);
  });
}

async function* counted(
  request: IncomingMessage,
  first: readonly Buffer[],
  firstBytes: number,
  most: number,
): AsyncGenerator<Buffer> {
  let bytes = firstBytes;
  for (const chunk of first) yield chunk;
  try {
    // Ending the loop early must not end the connection: the client is still to be answered.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > most) throw tooLarge();
      yield chunk;
    }
  } catch (error) {
    if (error instanceof BodyRefused) throw error;
    throw new ClientLeft();
  }
}
