import { Readable } from 'node:stream';

/**
 * Reads a body as fast as it comes, whatever the speed of the client that it is for: others may wait for it.
 *
 * @param most bytes that are collected. Of a larger body the stream that is answered gives what was read and then the rest.
 * @throws what breaks the stream: half a body is never taken for a whole one.
 */
export async function collectBody(body: Buffer | Readable, most: number): Promise<Buffer | Readable> {
  if (Buffer.isBuffer(body)) return body;
  const iterator = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const chunks: Buffer[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await iterator.next();
    if (done) return Buffer.concat(chunks);
    chunks.push(Buffer.from(value));
    size += value.length;
    if (size > most) return onward(chunks, iterator, body);
  }
}

function onward(chunks: readonly Buffer[], iterator: AsyncIterator<Buffer>, body: Readable): Readable {
  async function* all(): AsyncGenerator<Buffer> {
    yield* chunks;
    for (let step = await iterator.next(); !step.done; step = await iterator.next()) yield step.value;
  }
  const stream = Readable.from(all(), { objectMode: false });
  // A generator that was never asked cannot tell that nobody wants it any more.
  stream.once('close', () => body.destroy());
  return stream;
}
