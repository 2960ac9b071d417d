import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serverLimits } from '@carveout/runtime/door';
import { onTestFinished } from 'vitest';

/** Serves on a loopback port until the test ends. */
export async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(serverLimits, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
