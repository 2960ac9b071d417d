import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newGatewayKeys } from '@carveout/runtime/inward';
import { GATEWAY } from '@carveout/runtime/topology';
import type { Topology } from '@carveout/runtime/topology';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** Who may move stock, and how the shop knows. */
export interface Access {
  /** As the run starts it. */
  readonly topology: Topology;
  readonly operatorToken: string;
  /** The environment variables by which a deployable knows who makes a request. */
  environmentOf(deployable: string): NodeJS.ProcessEnv;
  close(): Promise<void>;
}

const AUDIENCE = 'https://shop.example.com';
/** The one that the clients of a run send. */
const SESSIONS = { cookie: 'shop_session-id', roles: ['customer'] };

/** The door knows one operator by a token; behind a gateway, operators come with tokens of an issuer of the run's own. */
export async function openAccess(topology: Topology): Promise<Access> {
  const { gateway } = topology;
  if (gateway === undefined) {
    const operatorToken = 'the-token-of-the-chaos-run';
    const environment = { STOREFRONT_OPERATOR_TOKEN: operatorToken };
    return { topology, operatorToken, environmentOf: () => environment, close: () => Promise.resolve() };
  }
  const issuer = await openIssuer();
  const tokens = {
    issuer: issuer.url,
    audience: AUDIENCE,
    keys: issuer.url,
    algorithms: ['ES256' as const],
    roles: 'roles',
  };
  const { key, keys } = await newGatewayKeys();
  return {
    topology: { ...topology, gateway: { ...gateway, tokens, sessions: SESSIONS } },
    operatorToken: issuer.operatorToken,
    environmentOf: (deployable) => ({
      CARVEOUT_GATEWAY_KEYS: keys,
      ...(deployable === GATEWAY ? { CARVEOUT_GATEWAY_KEY: key } : {}),
    }),
    close: issuer.close,
  };
}

/** Serves a key set, and has signed one token with it that outlasts the run. */
async function openIssuer(): Promise<{ url: string; operatorToken: string; close: () => Promise<void> }> {
  const pair = await generateKeyPair('ES256', { extractable: true });
  const key = { ...(await exportJWK(pair.publicKey)), kid: 'chaos', alg: 'ES256', use: 'sig' };
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [key] }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const operatorToken = await new SignJWT({ roles: ['operator'] })
    .setProtectedHeader({ alg: 'ES256', kid: 'chaos', typ: 'at+jwt' })
    .setIssuer(url)
    .setAudience(AUDIENCE)
    .setSubject('chaos-operator')
    .setExpirationTime('30d')
    .sign(pair.privateKey);
  return {
    url,
    operatorToken,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
