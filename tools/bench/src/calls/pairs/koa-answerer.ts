import type { IncomingMessage } from 'node:http';
import Koa from 'koa';
import type { Ask } from '../payload.ts';
import { beAnswerer } from '../roles.ts';

beAnswerer(async ({ ports: [, port] }, answer) => {
  const app = new Koa();
  app.use(async (context) => {
    context.body = await answer((await jsonOf(context.req)) as Ask);
  });
  const server = app.listen(port, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
});

function jsonOf(request: IncomingMessage): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', reject);
    request.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
  });
}
