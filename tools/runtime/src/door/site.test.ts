import { describe, expect, it } from 'vitest';
import { Denied, NotSent, denied, notSent } from '../errors/index.ts';
import type { BoundSite } from './options.ts';
import { outsideRequest } from './request-state.ts';
import { openDoor } from './testing/open-door.ts';

const site: BoundSite = {
  routes: (router) => {
    router.get('/', (context) => {
      context.body = `hello ${outsideRequest(context).principal?.id}`;
    });
    router.post('/form', (context) => {
      context.body = { fields: context.request.body ?? null, key: outsideRequest(context).key };
    });
    router.get('/broken', () => {
      throw new Error('inner detail');
    });
    router.get('/refused', () => {
      throw Object.assign(new Error('choose another'), { expose: true, status: 422 });
    });
    router.get('/forbidden', () => {
      throw new Denied(denied, 'x.y', 'inner detail');
    });
  },
  identify: (context) => {
    context.cookies.set('visitor', 'v1');
    return { id: 'v1', roles: ['customer'] };
  },
  onError: (context, failure) => {
    context.type = 'html';
    context.body = `<h1>${failure.status}</h1><p>${failure.requestId}</p>`;
  },
};

describe('pages of a site', () => {
  it('know their visitor, as the JSON API does', async () => {
    const door = await openDoor(() => ({ pong: true }), { site });
    expect(await (await door.send('GET', '/')).text()).toBe('hello v1');
    await door.send('GET', '/ping');
    expect(door.calls[0]?.request.principal).toEqual({ id: 'v1', roles: ['customer'] });
  });

  it('get no cookie where nobody is recognised: health, documents, unknown paths', async () => {
    const door = await openDoor(() => 1, { site });
    for (const path of ['/health/live', '/openapi.json', '/explorer', '/nowhere'])
      expect((await door.send('GET', path)).headers.get('set-cookie')).toBeNull();
    expect((await door.send('GET', '/')).headers.get('set-cookie')).toContain('visitor=v1');
  });

  it('read form fields, without prototypes', async () => {
    const door = await openDoor(() => 1, { site });
    const form = { 'content-type': 'application/x-www-form-urlencoded', 'idempotency-key': 'k' };
    const response = await door.send('POST', '/form', 'a=1&b=x+y%26z&__proto__[admin]=1', form);
    expect(await response.json()).toEqual({ fields: { a: '1', b: 'x y&z' }, key: 'k' });
    expect(await (await door.send('POST', '/form')).json()).toEqual({ fields: null });
  });

  it('refuse bodies that are no form, or too large, with a page', async () => {
    const door = await openDoor(() => 1, { site });
    const json = await door.send('POST', '/form', '{}');
    const large = await door.send('POST', '/form', `a=${'x'.repeat(10_000_000)}`, {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(json.status).toBe(415);
    expect(await json.text()).toContain('<h1>415</h1>');
    expect(large.status).toBe(413);
    expect(await large.text()).toContain('<h1>413</h1>');
  });

  it('fail with the site’s own page, whatever the client accepts', async () => {
    const door = await openDoor(() => 1, { site });
    const broken = await door.send('GET', '/broken', undefined, { 'x-request-id': 'r-3' });
    expect(broken.status).toBe(500);
    expect(broken.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await broken.text()).toBe('<h1>500</h1><p>r-3</p>');
    expect((await door.send('GET', '/forbidden')).status).toBe(403);
    expect((await door.send('GET', '/refused')).status).toBe(422);
    // Only what is our fault is logged as one.
    const logged = door.lines.filter((line) => (line['level'] as number) >= 40).map((line) => line['path']);
    expect(logged).toEqual(['/broken']);
  });

  it('show unknown paths and wrong methods as pages to browsers, and as problems to programs', async () => {
    const door = await openDoor(() => 1, { site });
    const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    const page = await door.send('GET', '/nowhere', undefined, browser);
    const wrong = await door.send('DELETE', '/', undefined, browser);
    const problem = await door.send('GET', '/nowhere');
    expect(page.status).toBe(404);
    expect(await page.text()).toContain('<h1>404</h1>');
    expect(wrong.status).toBe(405);
    expect(await wrong.text()).toContain('<h1>405</h1>');
    expect(problem.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('are told from what has no route, by a header, also where they answer 404 themselves', async () => {
    const routes: BoundSite['routes'] = (router) =>
      router.get('/gone', (context) => {
        context.status = 404;
      });
    const door = await openDoor(() => 1, { site: { ...site, routes } });
    const refused = async (method: string, path: string): Promise<unknown> => {
      const { status, headers } = await door.send(method, path, undefined, { accept: 'text/html' });
      return [status, headers.get('carveout-refused')];
    };
    expect(await refused('GET', '/gone')).toEqual([404, null]);
    expect(await refused('GET', '/nowhere')).toEqual([404, 'CARV-323']);
    expect(await refused('HEAD', '/nowhere')).toEqual([404, 'CARV-323']);
    expect(await refused('DELETE', '/things')).toEqual([405, 'CARV-323']);
  });

  it('do not say that nothing has happened where one of their calls did not, except in answer to GET and HEAD', async () => {
    const calls: string[] = [];
    const routes: BoundSite['routes'] = (router) =>
      router.all('/buy', (context) => {
        calls.push(context.method);
        throw new NotSent(notSent, 'x.y', 'the second call');
      });
    const bare = await openDoor(() => 1, { site: { routes } });
    const own = await openDoor(() => 1, { site: { ...site, routes } });
    const [post, get] = [await bare.send('POST', '/buy'), await bare.send('GET', '/buy')];
    expect([post.status, await post.json()]).toMatchObject([504, { code: 'CARV-305' }]);
    expect([get.status, await get.json()]).toMatchObject([503, { code: 'CARV-304' }]);
    expect((await bare.send('HEAD', '/buy')).status).toBe(503);
    const page = await own.send('POST', '/buy');
    expect([page.status, await page.text()]).toMatchObject([504, expect.stringContaining('<h1>504</h1>')]);
    expect(calls).toEqual(['POST', 'GET', 'HEAD', 'POST']);
  });

  it('fall back to a problem when the error page itself fails', async () => {
    const onError = () => {
      throw new Error('again');
    };
    const door = await openDoor(() => 1, { site: { ...site, onError } });
    const response = await door.send('GET', '/broken');
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ code: 'CARV-306' });
  });
});
