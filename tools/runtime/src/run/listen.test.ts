import { get } from 'node:https';
import { connect } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from './listen.ts';
import { certificates } from './testing/certificates.ts';

const open = async () => {
  const server = await listen((_, response) => response.end('let in'), 'test', 'PORT', 0, '127.0.0.1', {
    tls: { key: certificates.key, cert: certificates.cert, ca: certificates.ca },
  });
  onTestFinished(() => server.close(1));
  return server;
};

const ask = (
  port: number,
  path: string,
  own: { readonly key?: string; readonly cert?: string } = {},
): Promise<number> =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, ca: certificates.ca, agent: false, ...own }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    }).on('error', reject);
  });

describe('a server behind TLS', () => {
  it('lets in whom its authority knows, and tells others of its health alone', async () => {
    const { port } = await open();
    const { key, cert } = certificates;
    expect(await ask(port, '/anything', { key, cert })).toBe(200);
    expect(await ask(port, '/anything')).toBe(403);
    expect(await ask(port, '/health/ready')).toBe(200);
    expect(await ask(port, '/health/ready?x')).toBe(403);
  });

  it('is not kept open by a connection that never comes through its handshake', async () => {
    const server = await open();
    const silent = connect(server.port, '127.0.0.1').on('error', () => undefined);
    await once(silent, 'connect');
    const gone = once(silent, 'close');
    await server.close(50);
    await gone;
  });
});
