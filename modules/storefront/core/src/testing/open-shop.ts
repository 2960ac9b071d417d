import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compose, oneProcess } from '@carveout/runtime';
import type { Calls, SiteTools } from '@carveout/runtime';
import { createDoor, outsideRequest, serverLimits } from '@carveout/runtime/door';
import type { DoorOptions } from '@carveout/runtime/door';
import { parse } from 'node-html-parser';
import type { HTMLElement } from 'node-html-parser';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { createSite } from '../http/site.ts';
import { module } from '../module.ts';
import type { neighbours } from '../module.ts';
import { fakeNeighbours } from './fake-neighbours.ts';
import type { Answer, ReceivedCall } from './fake-neighbours.ts';

/** A visitor's cookie, and the id that it makes them. */
export const SESSION = 'a-secret-that-only-this-visitor-knows_01234';
export const CUSTOMER = createHash('sha256').update(SESSION).digest('base64url');

export interface Shown {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly page: HTMLElement;
}

export interface OpenShop {
  readonly received: ReceivedCall[];
  get(path: string, headers?: Record<string, string>): Promise<Shown>;
  post(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Shown>;
}

/**
 * The storefront behind a real door and pipeline on a loopback port, with fakes for its neighbours.
 *
 * @param principals tells who makes a request where a gateway does; without it, the storefront finds out by itself.
 */
export async function openShop(
  answers: Readonly<Record<string, Answer>> = {},
  env: Readonly<Record<string, string>> = {},
  principals?: DoorOptions['principals'],
): Promise<OpenShop> {
  const received: ReceivedCall[] = [];
  const site = createSite();
  const storefront = module.assemble({ handlers: {}, site });
  const modules = [storefront, ...fakeNeighbours(answers, received)];
  const log = pino({ level: 'silent' });
  const deployment = compose({ deployable: 'all', topology: oneProcess(modules), modules, log, env });
  await deployment.start();
  const config = deployment.units.find(({ host }) => host.name === 'storefront')!.host.config;
  const tools: SiteTools<typeof neighbours> = {
    calls: (context, options) => {
      const request = outsideRequest(context);
      const occasion = { ...request, key: options?.key ?? request.key };
      return deployment.callsAs('storefront', occasion) as Calls<typeof neighbours>;
    },
    principal: (context) => outsideRequest(context).principal,
    config,
    log,
  };
  const app = createDoor({
    contracts: deployment.contracts,
    call: deployment.call,
    principals,
    log,
    live: () => true,
    ready: () => true,
    site: {
      routes: (router) => site.routes(router, tools),
      identify: (context) => site.identify!(context, config),
      onError: site.onError,
      sessionCookie: site.sessionCookie,
    },
  });
  const server = createServer(serverLimits, app.callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await deployment.stop(1_000);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const show = async (path: string, init: RequestInit, headers: Record<string, string> = {}): Promise<Shown> => {
    const cookie = `shop_session-id=${SESSION}`;
    const response = await fetch(url + path, { redirect: 'manual', ...init, headers: { cookie, ...headers } });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, page: parse(text) };
  };
  return {
    received,
    get: (path, headers) => show(path, { method: 'GET' }, headers),
    post: (path, fields, headers) => show(path, { method: 'POST', body: new URLSearchParams(fields) }, headers),
  };
}
