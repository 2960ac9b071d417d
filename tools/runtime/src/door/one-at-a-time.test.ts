import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

it('begins nothing that was asked ahead on a connection whose answer says that it closes', async () => {
  const begun: string[] = [];
  const server = createServer(
    oneAtATime((request, response) => {
      begun.push(request.url!);
      if (request.url === '/last') response.setHeader('Connection', 'close');
      // When the others have been read.
      setTimeout(() => response.end('done'), 20);
    }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').resume();
  socket.write(
    ['/first', '/last', '/late']
      .map((path) => `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n`)
      .join(''),
  );
  await once(socket, 'close');
  expect(begun).toEqual(['/first', '/last']);
});
