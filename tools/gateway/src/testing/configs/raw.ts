import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends bytes as they are, and reads until the other side closes. */
export async function raw(port: number, text: string): Promise<RawAnswer> {
  const socket = connect({ host: '127.0.0.1', port });
  const chunks: Buffer[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.setTimeout(15_000, () => socket.destroy(new Error(`no end of the answer; so far: ${textOf(chunks)}`)));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.once('close', () => resolve());
    socket.once('error', (error: NodeJS.ErrnoException) =>
      // The other side may close before all was sent.
      ['EPIPE', 'ECONNRESET'].includes(error.code ?? '') && chunks.length > 0 ? resolve() : reject(error),
    );
    socket.write(Buffer.from(text, 'latin1'));
  });
  const [head = '', ...rest] = textOf(chunks).split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]), head, body: rest.join('\r\n\r\n') };
}

/** A GET of a target, letter for letter. */
export function rawGet(port: number, target: string, headers: readonly string[] = []): Promise<RawAnswer> {
  const lines = [`GET ${target} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Connection: close', ...headers];
  return raw(port, `${lines.join('\r\n')}\r\n\r\n`);
}

const textOf = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('latin1');
