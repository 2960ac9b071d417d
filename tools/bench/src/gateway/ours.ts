import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { command, defineContract, query } from '@carveout/contract';
import { createGateway, inwardHeaders, openPolicies, routesOf, Upstreams } from '@carveout/gateway';
import type { Announced, Discovery, See } from '@carveout/runtime';
import { Balancer, Directory, Networks } from '@carveout/runtime/discovery';
import { newGatewayKeys } from '@carveout/runtime/inward';
import { allocateYoung, listen } from '@carveout/runtime/process';
import { parseTopology } from '@carveout/runtime/topology';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey } from 'jose';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { offer } from '../harness/offer.ts';

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

let signing: { readonly key: CryptoKey; readonly issuer: string } | undefined;

/** Publishes the key with which tokens are signed. Resolves with the issuer's address. */
async function openIssuer(): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }] });
  const server = createServer((_, response) =>
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(keys),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  signing = { key: privateKey, issuer };
  return issuer;
}

// As every process of the kit does.
allocateYoung();

offer({
  /** As somebody's program would send it with each request. */
  token: async () => {
    const { key, issuer } = signing!;
    const token = new SignJWT({ roles: ['customer'] }).setProtectedHeader({ alg: 'RS256', kid: 'one' });
    return token
      .setIssuer(issuer)
      .setAudience('shop')
      .setSubject('ann')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(key);
  },
  start: async (upstream: number) => {
    const log = pino({ level: 'warn' });
    const networks = new Networks();
    const directory = new Directory({ discovery: fixed(upstream), modules: ['things'], networks, log });
    await directory.start();
    const issuer = await openIssuer();
    const tokens = `{ issuer: '${issuer}', audience: shop, keys: '${issuer}/keys' }`;
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
