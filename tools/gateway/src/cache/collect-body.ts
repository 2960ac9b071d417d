import { Readable } from 'node:stream';

/** How much of a body is collected, and for how long. */
export interface Collecting {
  /** Bytes. */
  readonly most: number;
  readonly ms: number;
}

/**
 * Reads a body as fast as it comes, whatever the speed of the client that it is for: others may wait for it. Of one that is
 * larger or slower, the stream that is answered gives what was read and then the rest.
 *
 * @throws what breaks the stream: half a body is never taken for a whole one.
 */
export async function collectBody(body: Buffer | Readable, { most, ms }: Collecting): Promise<Buffer | Readable> {
  if (Buffer.isBuffer(body)) return body;
  const iterator = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const chunks: Buffer[] = [];
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, Math.max(0, ms), undefined);
  try {
    for (let size = 0; size <= most;) {
      const coming = iterator.next();
      const step = await Promise.race([coming, late]);
      if (step === undefined) return onward(chunks, iterator, body, coming);
      if (step.done) return Buffer.concat(chunks);
      chunks.push(Buffer.from(step.value));
      size += step.value.length;
    }
    return onward(chunks, iterator, body);
  } finally {
    clearTimeout(timer);
  }
}

/** @param coming what was asked for already. */
function onward(
  chunks: readonly Buffer[],
  iterator: AsyncIterator<Buffer>,
  body: Readable,
  coming?: Promise<IteratorResult<Buffer>>,
): Readable {
  async function* all(): AsyncGenerator<Buffer> {
    yield* chunks;
    for (let step = await (coming ?? iterator.next()); !step.done; step = await iterator.next()) yield step.value;
  }
  const stream = Readable.from(all(), { objectMode: false });
  // A generator that was never asked cannot tell that nobody wants it any more.
  stream.once('close', () => body.destroy());
  return stream;
}
