import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { CarveoutError } from '@carveout/runtime/errors';
import type { Scale } from './control-socket.ts';

/** What can be asked of an `up` that runs. */
export interface Controlled {
  scale(deployable: string, replicas: number): Promise<void>;
}

/** Takes requests of `carveout scale` at a socket in the file system; who may open it is said by the folder's rights. */
export async function openControl(socket: string, controlled: Controlled): Promise<() => void> {
  rmSync(socket, { force: true });
  const server = createServer((request, response) => {
    answer(request, controlled).then(
      () => response.end('{}'),
      (error: unknown) => {
        response.statusCode = 400;
        response.end(JSON.stringify({ fault: error instanceof CarveoutError ? error.toString() : String(error) }));
      },
    );
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve));
  return () => {
    server.close();
    server.closeAllConnections();
    rmSync(socket, { force: true });
  };
}

async function answer(request: IncomingMessage, controlled: Controlled): Promise<void> {
  const { deployable, replicas } = (await json(request)) as Scale;
  await controlled.scale(deployable, replicas);
}
