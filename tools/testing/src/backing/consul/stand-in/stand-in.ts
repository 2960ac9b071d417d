import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { forRestarts, freePort } from '../../processes/free-port.ts';
import type { PrivateConsul } from '../private-consul.ts';
import { Catalogue } from './catalogue.ts';
import type { Definition } from './catalogue.ts';
import { milliseconds } from './milliseconds.ts';

/**
 * A stand-in for Consul in tests, where none can be had: the parts of its documented HTTP API that the adapter uses, over
 * real HTTP, with blocking queries, checks that run out, and a memory that a restart empties. It knows no access control,
 * no other agents, and none of Consul's own faults.
 */
export async function startStandIn(): Promise<PrivateConsul> {
  let catalogue = new Catalogue();
  const server = createServer((request, response) => {
    answer(catalogue, request, response).catch((error: unknown) => reply(response, 500, String(error)));
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  const stop = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    catalogue.end();
    server.closeAllConnections();
    await closed;
  };
  const port = await freePort(undefined, forRestarts);
  await listen(port);
  return {
    url: `http://127.0.0.1:${port}`,
    kind: 'a stand-in for Consul',
    stop,
    async start() {
      catalogue = new Catalogue();
      await listen(port);
    },
    remove: stop,
  };
}

async function answer(catalogue: Catalogue, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url!, 'http://stand-in');
  const [, what = '', name = ''] =
    /^\/v1\/(health\/service|agent\/service\/register|agent\/service\/deregister|agent\/check\/update)(?:\/(.+))?$/
      .exec(pathname)
      ?.map((part) => decodeURIComponent(part ?? '')) ?? [];
  switch (`${request.method} ${what}`) {
    case 'GET health/service': {
      const index = Number(searchParams.get('index') ?? 0);
      await catalogue.changed(name, index, milliseconds(searchParams.get('wait') ?? '5m'), response);
      response.setHeader('x-consul-index', catalogue.indexOf(name));
      return reply(response, 200, JSON.stringify(catalogue.passing(name)));
    }
    case 'PUT agent/service/register':
      catalogue.register((await json(request)) as Definition);
      return reply(response, 200, '');
    case 'PUT agent/service/deregister':
      if (catalogue.deregister(name)) return reply(response, 200, '');
      return reply(response, 404, `Unknown service ID "${name}"`);
    case 'PUT agent/check/update': {
      const { Status } = (await json(request)) as { Status: string };
      if (catalogue.update(name, Status)) return reply(response, 200, '');
      return reply(response, 404, `Unknown check ID "${name}"`);
    }
    default:
      return reply(response, 404, `the stand-in does not know ${request.method} ${pathname}`);
  }
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': status === 200 ? 'application/json' : 'text/plain' }).end(text);
}
