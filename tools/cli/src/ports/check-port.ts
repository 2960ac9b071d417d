import { createServer } from 'node:net';
import { CarveoutError, portTaken } from '@carveout/runtime/errors';

/** Answers why a port cannot be listened on, or undefined when it can. */
export async function whyNotFree(port: number, host: string): Promise<string | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(code === 'EADDRINUSE' ? 'is taken by another process' : `cannot be opened (${code})`),
    );
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** @throws CarveoutError CARV-631, before anything was started. */
export async function requireFree(what: string, variable: string, port: number, host: string): Promise<void> {
  const reason = await whyNotFree(port, host);
  if (reason === undefined) return;
  throw new CarveoutError(
    portTaken,
    `${what}: port ${port} on ${host} ${reason}. Stop that process, or set ${variable} to a free port.`,
  );
}
