import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { offer } from '../harness/offer.ts';
import { BODY } from './roles.ts';

const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(BODY) };

offer({
  start: async () => {
    const server = createServer((request, response) => {
      request.resume();
      request.once('end', () => response.writeHead(200, headers).end(BODY));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  },
});
