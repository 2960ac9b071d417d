import { startPrivateNginx } from '@carveout/testing/backing';
import type { PrivateNginx } from '@carveout/testing/backing';
import { needNginx } from '@carveout/testing/vitest';
import { afterAll, beforeAll } from 'vitest';
import { nginxConfig } from '../../generate/nginx/nginx-config.ts';
import { echoing, listening } from './echo.ts';
import type { Listening, Received } from './echo.ts';
import { planOf } from './things.ts';

/** An nginx with two instances of one module, one of the site, and somebody who says who is who. */
export interface Front {
  readonly nginx: PrivateNginx;
  readonly stores: readonly [Listening, Listening];
  readonly site: Listening;
  readonly identity: Listening;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

export const SESSION = 'fresh=session; Path=/; HttpOnly';

/**
 * One for all tests of a file, which are skipped where there is no nginx. Answers how to get at it.
 *
 * @param gateway the section of the topology.
 */
export function frontOfThisFile(gateway: string): () => Front {
  const nginx = needNginx();
  let front: Front | undefined;
  beforeAll(async () => {
    if (nginx.isHad()) front = await openFront(gateway);
  });
  afterAll(() => front?.close());
  return () => front!;
}

/** How many requests have reached an instance. */
export function arrivedAt({ stores, site }: Front): number {
  return [...stores, site].reduce((count, { received }) => count + received.length, 0);
}

/** What the instance got, as it says in its answer. */
export async function seenBy(answer: Response): Promise<Received> {
  return (await answer.json()) as Received;
}

/** @param gateway the section of the topology. */
export async function openFront(gateway: string): Promise<Front> {
  const stores = [await echoing('first'), await echoing('second')] as const;
  const site = await echoing('site');
  const identity = await identifying();
  const instances = {
    things: stores.map(({ address }) => address),
    storefront: [site.address],
    gateway: [identity.address],
  };
  const plan = planOf({ gateway, instances });
  const nginx = await startPrivateNginx((port) => nginxConfig(plan, { listen: { host: '127.0.0.1', port } }));
  return {
    nginx,
    stores,
    site,
    identity,
    fetch: (path, init) => fetch(`${nginx.url}${path}`, { redirect: 'manual', ...init }),
    async close() {
      await nginx.remove();
      await Promise.all([...stores, site, identity].map((one) => one.close()));
    },
  };
}

/** As a Carveout gateway does: a token is somebody or refused, a visitor without a session gets one. */
function identifying(): Promise<Listening> {
  return listening('identity', ({ headers }, _request, response) => {
    const { authorization, cookie = '' } = headers;
    response.setHeader('Content-Type', 'application/problem+json');
    if (authorization === 'Bearer broken') response.destroy();
    else if (authorization === 'Bearer denied') response.writeHead(403).end('{}');
    else if (authorization !== undefined && !/^Bearer \S+$/.test(authorization))
      response.writeHead(401, { 'WWW-Authenticate': 'Bearer error="invalid_request"' }).end('{}');
    else if (authorization === 'Bearer old')
      response.writeHead(401, { 'WWW-Authenticate': 'Bearer error="invalid_token"' }).end('{}');
    else if (authorization !== undefined)
      response.writeHead(200, { 'Carveout-Principal': `signed:${authorization}` }).end();
    else if (cookie.includes('sid=')) response.writeHead(200, { 'Carveout-Principal': 'signed:visitor' }).end();
    else response.writeHead(200, { 'Carveout-Principal': 'signed:new', 'Set-Cookie': SESSION }).end();
  });
}
