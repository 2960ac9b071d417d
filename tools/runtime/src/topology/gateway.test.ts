import { describe, expect, it } from 'vitest';
import { CarveoutErrors } from '../errors/carveout-error.ts';
import type { CarveoutError } from '../errors/carveout-error.ts';
import { parseTopology } from './parse.ts';
import { deployable, isDoor, isOneProcess, needsDiscovery, takesRequests } from './topology.ts';

const modules = ['catalog', 'orders', 'storefront'];
const read = (gateway: string) =>
  parseTopology(`deployables: { shop: rest }\ngateway:${gateway}`, { file: 'topology.yaml', modules });

function faultsOf(gateway: string): string[] {
  try {
    read(gateway);
    return [];
  } catch (error) {
    const errors = error instanceof CarveoutErrors ? error.errors : [error as CarveoutError];
    return errors.map(({ code, message }) => `${code} ${message.slice('topology.yaml:'.length)}`);
  }
}

describe('the gateway of a topology', () => {
  it('is a deployable without modules, and the door', () => {
    const topology = read(' { replicas: 2 }');
    const gateway = deployable(topology, 'gateway')!;
    expect(gateway).toEqual({ name: 'gateway', modules: [], replicas: 2, line: 2 });
    expect(topology.deployables.filter((one) => isDoor(topology, one))).toEqual([gateway]);
    expect(topology.deployables.every((one) => takesRequests(topology, one))).toBe(true);
    expect([isOneProcess(topology), needsDiscovery(topology)]).toEqual([true, true]);
  });

  it('needs nothing said', () => {
    expect(read('').gateway).toEqual({ replicas: 1, origins: [], routes: {} });
  });

  it('reads rates, times and sizes', () => {
    const { gateway } = read(`
  tokens: { issuer: https://id.example.com, audience: shop }
  sessions: { cookie: sid, roles: [customer] }
  origins: [https://shop.example.com, http://localhost:8080, http://a.example:443]
  routes:
    defaults: { rate: 600/min, within: 5s }
    orders: { rate: 20 / s, body: 1MiB }
    catalog.list: { cache: 30s, body: 100 }`);
    expect(gateway).toEqual({
      replicas: 1,
      tokens: {
        issuer: 'https://id.example.com',
        audience: 'shop',
        algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
        roles: 'roles',
      },
      sessions: { cookie: 'sid', roles: ['customer'] },
      origins: ['https://shop.example.com', 'http://localhost:8080', 'http://a.example:443'],
      routes: {
        defaults: { rate: { requests: 600, seconds: 60 }, within: 5_000 },
        orders: { rate: { requests: 20, seconds: 1 }, body: 1_048_576 },
        'catalog.list': { cache: 30_000, body: 100 },
      },
    });
  });

  it.each([
    [' { replica: 2 }', ['CARV-220 2:10: ']],
    [' { replicas: 65 }', ['CARV-220 2:22: ']],
    [' soon', ['CARV-206 2:10: ']],
    ['\n  tokens: { issuer: id.example.com, audience: shop }', ['CARV-220 3:21: ']],
    ['\n  tokens: { issuer: "https://id.example.com" }', ['CARV-220 3:11: ']],
    ['\n  tokens: { issuer: "https://i", audience: a, algorithms: [HS256] }', ['CARV-220 3:60: ']],
    ['\n  tokens: { issuer: "https://i", audience: a, algorithms: [none] }', ['CARV-220 3:60: ']],
    ['\n  origins: ["*"]', ['CARV-220 3:13: ']],
    ['\n  origins: [https://a.example, "https://*.example.com"]', ['CARV-220 3:32: ']],
    ['\n  origins: ["https://a.example:443", "http://a.example:80"]', ['CARV-220 3:13: ', 'CARV-220 3:38: ']],
    ['\n  origins: [https://a.example:99999]', ['CARV-220 3:13: ']],
    ['\n  origins: [https://a.example:08080]', ['CARV-220 3:13: ']],
    ['\n  origins: [http://127.1]', ['CARV-220 3:13: ']],
    ['\n  origins: [https://a.example/]', ['CARV-220 3:13: ']],
    [
      '\n  origins: ["http://[::1]:8080", "null", "ftp://a.example"]',
      ['CARV-220 3:13: ', 'CARV-220 3:34: ', 'CARV-220 3:42: '],
    ],
    ['\n  routes: { defaults: { rate: 20 }, orders: { rate: 5/day } }', ['CARV-220 3:31: ', 'CARV-220 3:53: ']],
    ['\n  routes: { order.place: {} }', ['CARV-220 3:13: ']],
    ['\n  routes: { orders: { cache: 10ms } }', ['CARV-220 3:30: ']],
  ])('is refused as%j', (gateway, faults) => {
    expect(faultsOf(gateway).map((fault) => fault.slice(0, fault.indexOf(': ') + 2))).toEqual(faults);
  });

  it('says what is wrong, and what is possible', () => {
    expect(faultsOf('\n  routes: { order.place: {} }')[0]).toMatch(
      /'gateway\.routes\.order\.place': there is no such module\. Did you mean 'orders'\? Write 'defaults'/,
    );
    expect(faultsOf('\n  routes: { orders: { rate: 20 } }')[0]).toMatch(/'gateway\.routes\.orders\.rate': /);
    expect(faultsOf('\n  origins: ["https://Shop.example.com:443/"]')[0]).toMatch(
      /'gateway\.origins\.0': must be an origin as browsers send it, such as 'https:\/\/shop\.example\.com'/,
    );
    expect(faultsOf('\n  origins: ["ftp://a.example"]')[0]).toMatch(/such as 'https:\/\/shop\.example\.com'/);
  });

  it('keeps its name for itself', () => {
    const text = 'deployables: { gateway: rest }\ngateway: {}';
    expect(() => parseTopology(text, { file: 't.yaml', modules })).toThrow(
      /t\.yaml:1:16: a deployable cannot be named/,
    );
  });
});
