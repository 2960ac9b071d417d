import { command, defineContract, query } from '@carveout/contract';
import { parseTopology } from '@carveout/runtime/topology';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseInstances } from './instances.ts';
import { planGateway } from './plan.ts';
import { planOf } from '../testing/configs/things.ts';

const address = { host: '127.0.0.1', port: 1 };

describe('the plan of a gateway', () => {
  it('has operations with an http line alone, the most exact first, and pages for the rest', () => {
    const { operations, pages } = planOf();
    const names = operations.map(({ name }) => name);
    expect(names).not.toContain('things.secret');
    expect(names.indexOf('things.newest')).toBeLessThan(names.indexOf('things.byId'));
    expect(pages).toMatchObject({ name: 'storefront', methods: ['GET', 'HEAD', 'POST'] });
  });

  it('reaches deployables by name, or by a list', () => {
    expect(planOf()).toMatchObject({
      upstreams: [
        { name: 'store', servers: [{ host: 'store', port: 3000 }] },
        { name: 'storefront', servers: [{ host: 'storefront', port: 3000 }] },
      ],
      identity: { host: 'gateway', port: 3002 },
    });
    const instances = { things: [address], storefront: [address], gateway: [{ host: 'id', port: 2 }] };
    expect(planOf({ instances })).toMatchObject({
      upstreams: [{ name: 'store', servers: [address] }],
      identity: { host: 'id', port: 2 },
    });
  });

  it('is refused where a list leaves out a module', () => {
    expect(() => planOf({ instances: { storefront: [address] } })).toThrow(
      expect.objectContaining({ code: 'CARV-641', message: expect.stringMatching(/no instance of 'things'/) }),
    );
  });

  it('is refused where a module is reached over TLS', () => {
    const instances = { things: [address, { ...address, port: 2, secure: true }], storefront: [address] };
    expect(() => planOf({ instances })).toThrow(
      expect.objectContaining({ code: 'CARV-640', message: expect.stringMatching(/'things'.* speaks TLS/) }),
    );
  });

  it.each([
    ['CARV-640', [{ ...address, secure: true }]],
    ['CARV-641', [address, { ...address, port: 2 }]],
  ])('is refused with %s where the identity endpoint is at %j', (code, gateway) => {
    const instances = { things: [address], storefront: [address], gateway };
    expect(() => planOf({ instances })).toThrow(expect.objectContaining({ code }));
  });

  it('is refused without a gateway', () => {
    const topology = parseTopology('deployables: { all: rest }', { file: 't.yaml', modules: ['things'] });
    expect(() => planGateway([], topology)).toThrow(expect.objectContaining({ code: 'CARV-640' }));
  });

  it('counts requests by the line that their rate comes from', () => {
    const { operations } = planOf({ gateway: '{ routes: { things: { rate: 1/s }, things.add: { rate: 2/s } } }' });
    const lines = new Map(operations.map(({ name, rateLine }) => [name, rateLine]));
    expect([lines.get('things.add'), lines.get('things.byId')]).toEqual(['things.add', 'things']);
    expect(planOf({ gateway: '{ routes: { things: { body: 1 } } }' }).operations[0]).toMatchObject({
      rateLine: 'defaults',
    });
  });

  it('shares answers of public queries alone, whatever a line says', () => {
    const shared = planOf({ gateway: '{ routes: { defaults: { cache: 1s } } }' }).operations.filter(
      ({ sharedFor }) => sharedFor !== undefined,
    );
    expect(shared.map(({ name }) => name)).toEqual(['things.list', 'things.newest']);
  });

  it('tells for each path every method that some operation takes there', () => {
    const empty = { input: z.object({}), output: z.object({}) };
    const id = { input: z.object({ id: z.string() }), output: z.object({}) };
    const odd = defineContract('odd', {
      mine: query({ ...empty, http: 'GET /a/mine' }),
      one: command({ ...id, http: 'DELETE /a/:id' }),
      deep: query({ ...id, http: 'GET /a/:id/b' }),
    });
    const topology = parseTopology('deployables: { all: rest }\ngateway: {}', { file: 't.yaml', modules: ['odd'] });
    expect(planGateway([odd], topology).paths).toEqual([
      { path: '/a/mine', methods: ['GET', 'HEAD', 'DELETE'] },
      { path: '/a/:id', methods: ['DELETE'] },
      { path: '/a/:id/b', methods: ['GET', 'HEAD'] },
    ]);
  });
});

describe('a list of instances', () => {
  it('is read as `npm run up` writes it', () => {
    const text =
      '{ "a": [{ "host": "127.0.0.1", "http": 3100, "link": 3101 }, { "host": "127.0.0.1", "link": 3102 }] }';
    expect([...parseInstances(text, 'i.json')]).toEqual([['a', [{ host: '127.0.0.1', port: 3100 }]]]);
    const secure = text.replace('3100,', '3100, "secure": true,');
    expect([...parseInstances(secure, 'i.json')]).toEqual([['a', [{ host: '127.0.0.1', port: 3100, secure: true }]]]);
  });

  it.each([
    ['', /is not JSON/],
    ['[]', /the whole/],
    ['{ "a": [{ "host": "x y", "http": 1 }] }', /a\.0\.host/],
    ['{ "a": [{ "host": "x;", "http": 1 }] }', /a\.0\.host/],
    ['{ "a": [{ "host": "x", "http": 70000 }] }', /a\.0\.http/],
  ])('is refused as %j', (text, says) => {
    expect(() => parseInstances(text, 'i.json')).toThrow(
      expect.objectContaining({ code: 'CARV-641', message: expect.stringMatching(says) }),
    );
  });
});
