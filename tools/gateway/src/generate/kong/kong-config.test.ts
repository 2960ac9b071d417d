import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import { planOf } from '../../testing/configs/things.ts';
import type { PlanSettings } from '../../testing/configs/things.ts';
import { KongFile } from './declarative.fixture.ts';
import { kongConfig } from './kong-config.ts';

type File = z.output<typeof KongFile>;
type Route = File['routes'][number];

const read = (settings?: PlanSettings): File => KongFile.parse(parse(kongConfig(planOf(settings))));
const routesOf = (file: File): Route[] => [...file.services.flatMap(({ routes }) => routes), ...file.routes];
const pluginsOf = (holder: { plugins: File['plugins'] }, name: string) =>
  holder.plugins.filter((plugin) => plugin.name === name).map(({ config }) => config);

/** As Kong chooses (traditional_compatible): all here have as many conditions, so regular expressions first, by priority. */
function chosen(file: File, method: string, path: string): string | undefined {
  const fitting = routesOf(file).filter(
    ({ methods, paths: [pattern] }) =>
      methods.includes(method) &&
      (pattern!.startsWith('~') ? new RegExp(`^(?:${pattern!.slice(1)})`).test(path) : path.startsWith(pattern!)),
  );
  return fitting.sort((one, other) => (other.regex_priority ?? -1) - (one.regex_priority ?? -1))[0]?.name;
}

describe('the declarative file for Kong', () => {
  it('is one as the documentation has it, with everything in it and with nothing', () => {
    const everything = `{ sessions: { cookie: sid }, tokens: { issuer: "https://i.example", audience: a },
      origins: [https://a.example, "http://localhost:8080"],
      routes: { defaults: { rate: 10/min, cache: 1500ms }, things.add: { rate: 5/h, body: 1MiB, within: 100ms } } }`;
    for (const gateway of ['{}', everything]) expect(() => read({ gateway })).not.toThrow();
  });

  it.each([
    ['GET', '/api/things', 'things.list'],
    ['GET', '/api/things/', 'things.list'],
    ['POST', '/api/things', 'things.add'],
    ['GET', '/api/things/newest', 'things.newest'],
    ['GET', '/api/things/7', 'things.byId'],
    ['DELETE', '/api/things/7', 'things.remove'],
    ['PUT', '/api/things/7/touched', 'things.touch'],
    ['GET', '/api/things/7/other', 'storefront'],
    ['GET', '/', 'storefront'],
    ['POST', '/cart', 'storefront'],
    ['DELETE', '/api/things', 'not-allowed'],
    ['POST', '/api/things/7', 'not-allowed'],
    ['PUT', '/cart', 'not-allowed'],
    ['OPTIONS', '/cart', 'not-allowed'],
    ['GET', '/openapi.json', 'documents'],
    ['POST', '/explorer', 'documents'],
    ['GET', '/explorer/start.js', 'documents'],
    ['GET', '/explorers', 'storefront'],
    ['GET', '/openapi-json', 'storefront'],
  ])('leads %s %s to %s', (method, path, name) => {
    expect(chosen(read(), method, path)?.replace(/\.\d+$/, '')).toBe(name);
  });

  it('answers with the methods that a path takes', () => {
    const file = read();
    const route = file.routes.find(({ name }) => name === chosen(file, 'POST', '/api/things/7'))!;
    expect(pluginsOf(route, 'response-transformer')).toEqual([{ add: { headers: ['Allow:GET, HEAD, PUT, DELETE'] } }]);
    expect(pluginsOf(route, 'request-termination')).toMatchObject([{ status_code: 405 }]);
    const documents = file.routes.find(({ name }) => name === 'documents')!;
    expect(pluginsOf(documents, 'request-termination')).toMatchObject([{ status_code: 404 }]);
  });

  it('carries limits, and caches public queries alone', () => {
    const routes =
      '{ defaults: { rate: 600/min, cache: 5s, within: 3s }, things: { body: 9 }, things.add: { rate: 7/s } }';
    const file = read({ gateway: `{ routes: ${routes} }` });
    expect(pluginsOf(file, 'rate-limiting')).toEqual([
      { minute: 600, limit_by: 'ip', policy: 'local', error_code: 429 },
    ]);
    const add = file.services.find(({ name }) => name === 'things.add')!;
    expect(add).toMatchObject({ read_timeout: 3_000, retries: 1, host: 'store.carveout' });
    expect(pluginsOf(add.routes[0]!, 'rate-limiting')).toMatchObject([{ second: 7 }]);
    expect(pluginsOf(add.routes[0]!, 'request-size-limiting')).toMatchObject([{ allowed_payload_size: 9 }]);
    const cached = routesOf(file).filter((route) => pluginsOf(route, 'proxy-cache').length > 0);
    expect(cached.map(({ name }) => name)).toEqual(['things.list', 'things.newest']);
  });

  it('sends a command that was sent to nobody else', () => {
    const retries = new Map(read().services.map((service) => [service.name, service.retries]));
    expect([retries.get('things.change'), retries.get('things.remove')]).toEqual([0, 0]);
    expect([retries.get('things.touch'), retries.get('things.byId')]).toEqual([1, 1]);
  });

  it('says nothing of origins where none are listed: Kong would allow all', () => {
    expect(pluginsOf(read(), 'cors')).toEqual([]);
    expect(pluginsOf(read({ gateway: '{ origins: [https://a.example] }' }), 'cors')).toMatchObject([
      { origins: ['https://a.example'], credentials: true },
    ]);
  });

  it('takes the addresses of a list', () => {
    const instances = {
      things: [
        { host: '10.0.0.7', port: 81 },
        { host: '::1', port: 82 },
      ],
      storefront: [{ host: 'site', port: 83 }],
    };
    const targets = read({ instances }).upstreams.flatMap((upstream) => upstream.targets.map(({ target }) => target));
    expect(targets).toEqual(['10.0.0.7:81', '[::1]:82', 'site:83']);
  });
});
