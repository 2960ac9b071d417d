import '../harness/kit-process.ts';
import { command, defineContract, query } from '@carveout/contract';
import { createGateway, inwardHeaders, openPolicies, routesOf, Upstreams } from '@carveout/gateway';
import type { Announced, Discovery, See } from '@carveout/runtime';
import { Balancer, Directory, Networks } from '@carveout/runtime/discovery';
import { newGatewayKeys } from '@carveout/runtime/inward';
import { listen } from '@carveout/runtime/process';
import { parseTopology } from '@carveout/runtime/topology';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { offer } from '../harness/offer.ts';
import { AUDIENCE } from './roles.ts';
import type { Before } from './roles.ts';

const Id = z.object({ id: z.string() });
const things = defineContract('things', {
  byId: query({ input: Id, output: Id, http: 'GET /things/:id', access: 'customer' }),
  change: command({ input: Id, output: Id, http: 'POST /things/:id', access: 'customer' }),
});

/** One instance, for ever. */
function fixed(port: number): Discovery {
  const instance = { id: 'one', host: '127.0.0.1', ports: { http: port }, secure: false, metadata: {} };
  return {
    name: 'static',
    delayMs: 0,
    start: (modules: readonly string[], see: See) => {
      for (const module of modules) see(module, [instance]);
      return Promise.resolve();
    },
    announce: (): Promise<Announced> => Promise.resolve({ withdraw: () => Promise.resolve() }),
    health: () => undefined,
    stop: () => Promise.resolve(),
  };
}

offer({
  start: async ({ upstream, issuer }: Before) => {
    const log = pino({ level: 'warn' });
    const networks = new Networks();
    const directory = new Directory({ discovery: fixed(upstream), modules: ['things'], networks, log });
    await directory.start();
    const tokens = `{ issuer: '${issuer}', audience: ${AUDIENCE}, keys: '${issuer}/keys' }`;
    const text = `deployables: { shop: rest }\ngateway: { tokens: ${tokens}, routes: { defaults: { rate: 1000000/s } } }`;
    const topology = parseTopology(text, { file: 'topology.yaml', modules: ['things'] });
    const env = { CARVEOUT_GATEWAY_KEY: (await newGatewayKeys()).key };
    const policies = await openPolicies({ gateway: topology.gateway!, env, log, production: false });
    const app = createGateway({
      origins: policies.origins,
      before: policies.matched,
      inward: (context, headers) => {
        Object.assign(headers, inwardHeaders(context));
      },
      routes: routesOf([things], topology),
      contracts: [things],
      upstreams: new Upstreams({ balancer: new Balancer(directory), networks }),
      registry: new Registry(),
      log,
      live: () => true,
      ready: () => true,
    });
    return (await listen(app.callback(), 'gateway', 'PORT', 0, '127.0.0.1')).port;
  },
});
