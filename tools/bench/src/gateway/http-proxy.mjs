import { Agent, createServer } from 'node:http';
import httpProxy from 'http-proxy';
import { offer } from '../harness/offer.ts';

offer({
  start: async ({ upstream }) => {
    // By default it opens a connection for every request.
    const agent = new Agent({ keepAlive: true, maxSockets: 64 });
    const proxy = httpProxy.createProxyServer({ target: `http://127.0.0.1:${upstream}`, agent, xfwd: true });
    proxy.on('error', (_, __, response) => response.destroy());
    const server = createServer((request, response) => proxy.web(request, response));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return server.address().port;
  },
});
