import { gzipSync } from 'node:zlib';
import type { Discovery, Instance } from '@carveout/runtime';
import { keptLog } from '@carveout/testing/conformance/discovery';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AnsweringServer, Answerer } from './fixture/answering-server.ts';
import { answeringServer, recordAt, registryText, says } from './fixture/answering-server.ts';
import { createEurekaDiscovery } from './index.ts';

const sense = registryText(recordAt('10.0.0.1'));
const more = registryText(recordAt('10.0.0.1'), recordAt('10.0.0.2'));
const soon = { timeout: 20_000, interval: 10 };

let server: AnsweringServer;
let discovery: Discovery;
let told: (readonly Instance[])[];
let kept: ReturnType<typeof keptLog>;

beforeEach(async () => {
  server = await answeringServer(says(sense));
  kept = keptLog();
  told = [];
});

afterEach(async () => {
  await discovery.stop();
  await server.close();
});

async function watch(requestMs = 10_000): Promise<void> {
  discovery = createEurekaDiscovery({ urls: [server.url], fetchMs: 50, requestMs, log: kept.log });
  await discovery.start(['orders'], (_, instances) => void told.push(instances));
}

const hosts = (): string[][] => told.map((instances) => instances.map(({ host }) => host));
const isWell = () => vi.waitFor(() => expect(discovery.health()).toBeUndefined(), soon);

/** In ms: for those that never come to an end, which is all that this is to tell. */
const impatient = 2_000;
const endless = ['nothing, ever', 'a byte now and then, without an end'];
const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024));
const rubbish: Record<string, [Answerer, RegExp]> = {
  'nothing, ever': [() => undefined, /did not answer within 2000 ms/],
  'a byte now and then, without an end': [
    (_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 20);
      response.once('close', () => clearInterval(drip));
    },
    /did not answer within 2000 ms/,
  ],
  'status 500': [(_, response) => response.writeHead(500).end(sense), /answered 500/],
  'status 401': [(_, response) => response.writeHead(401).end(), /answered 401/],
  'status 204 without a word': [(_, response) => response.writeHead(204).end(), /answered 204/],
  'a redirect': [(_, response) => response.writeHead(302, { location: '/eureka/apps/' }).end(), /answered 302/],
  'a page': [says('<!doctype html><title>Please log in</title>', { 'content-type': 'text/html' }), /no JSON/],
  'nothing in it': [says(''), /no JSON/],
  'half of it': [says(sense.slice(0, sense.length / 2)), /no JSON/],
  'JSON of something else': [says('{"applications": "none"}'), /no registry/],
  'JSON that is null': [says('null'), /no registry/],
  'a list of nothing that is one': [says('{"applications": {"application": "ORDERS"}}'), /no registry/],
  'less than it promised': [
    (_, response) => {
      response.writeHead(200, { 'content-length': sense.length });
      response.write(sense.slice(0, 40), () => response.destroy());
    },
    /aborted|hang up|no JSON/,
  ],
  'a broken connection': [(request) => request.socket.resetAndDestroy(), /ECONNRESET|hang up/],
  'no HTTP': [(request) => request.socket.end('eureka!\r\n\r\n'), /Parse Error/],
  'what is called gzip and is none': [says(sense, { 'content-encoding': 'gzip' }), /cannot be unpacked/],
  'half of a gzip': [says(gzipSync(sense).subarray(0, 60), { 'content-encoding': 'gzip' }), /cannot be unpacked/],
  'a gzip of 80 MB of nothing': [says(bomb, { 'content-encoding': 'gzip' }), /cannot be unpacked/],
  'more than 16 MB': [
    (_, response) => {
      response.writeHead(200);
      const piece = Buffer.alloc(1024 * 1024, 32);
      const pour = (): void => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once('drain', pour);
      };
      pour();
    },
    /more than 16777216 bytes/,
  ],
};

describe('a server that answers', () => {
  it.each(Object.entries(rubbish))('%s: the last picture stays, health says so once', async (name, [answer, why]) => {
    await watch(endless.includes(name) ? impatient : undefined);
    await vi.waitFor(() => expect(hosts()).toEqual([['10.0.0.1']]), soon);
    server.answer = answer;
    await vi.waitFor(() => expect(discovery.health()).toMatch(why), soon);
    const asked = server.asked.length;
    await vi.waitFor(() => expect(server.asked.length).toBeGreaterThan(asked + 1), soon);
    expect(hosts()).toEqual([['10.0.0.1']]);
    server.answer = says(more);
    await isWell();
    await vi.waitFor(() => expect(hosts()).toEqual([['10.0.0.1'], ['10.0.0.1', '10.0.0.2']]), soon);
    await vi.waitFor(() => expect(kept.lines.map(({ msg }) => msg)).toContain('discovery: Eureka works again'), soon);
    expect(kept.lines.filter(({ code }) => code === 'CARV-451')).toHaveLength(1);
  });

  it('rubbish from the start on: start resolves, and nothing is told until it makes sense', async () => {
    server.answer = says('<html>');
    await watch();
    expect([told, discovery.health()]).toEqual([[], expect.stringContaining('no JSON')]);
    server.answer = says(sense);
    await vi.waitFor(() => expect(hosts()).toEqual([['10.0.0.1']]), soon);
  });

  it('an application whose instances are no list: its picture stays, that of others is told', async () => {
    const application = [
      { name: 'ORDERS', instance: 'many' },
      { name: 'CARTS', instance: recordAt('10.0.0.3', { app: 'CARTS' }) },
    ];
    await watch();
    const other = createEurekaDiscovery({ urls: [server.url], fetchMs: 50, log: kept.log });
    server.answer = says(JSON.stringify({ applications: { application } }));
    const carts: string[][] = [];
    await other.start(['orders', 'carts'], (module, all) => void carts.push([module, ...all.map(({ host }) => host)]));
    expect(carts).toEqual([['carts', '10.0.0.3']]);
    await vi.waitFor(() => expect(kept.lines.filter(({ code }) => code === 'CARV-452')).toHaveLength(2), soon);
    expect(hosts()).toEqual([['10.0.0.1']]);
    await other.stop();
  });

  it.each([
    ['null', null],
    ['a host that is none', recordAt('-no host-')],
    ['a port that is none', recordAt('10.0.0.9', { port: { $: 70_000, '@enabled': 'true' } })],
    ['no port at all', recordAt('10.0.0.9', { port: undefined })],
    ['ports of ours that are none', recordAt('10.0.0.9', { metadata: { 'carveout.id': 'a', 'carveout.link': 'x' } })],
  ])('a record with %s: it is left out, and logged once', async (_, record) => {
    const application = [{ name: 'ORDERS', instance: [record, recordAt('10.0.0.1')] }];
    server.answer = says(JSON.stringify({ applications: { application } }));
    await watch();
    await vi.waitFor(() => expect(server.asked.length).toBeGreaterThan(3), soon);
    expect([hosts(), discovery.health()]).toEqual([[['10.0.0.1']], undefined]);
    expect(kept.lines.map(({ code, module }) => [code, module])).toEqual([['CARV-452', 'orders']]);
  });

  it('a throwing listener: it is logged, and the next picture is told', async () => {
    discovery = createEurekaDiscovery({ urls: [server.url], fetchMs: 50, log: kept.log });
    await discovery.start(['orders'], (_, instances) => {
      told.push(instances);
      throw new Error('not today');
    });
    server.answer = says(more);
    await vi.waitFor(() => expect(told).toHaveLength(2), soon);
    expect(kept.lines.filter(({ level }) => level === 50)).toHaveLength(2);
  });
});
