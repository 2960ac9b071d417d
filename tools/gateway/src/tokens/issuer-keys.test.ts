import { randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { gatewayOf } from '../testing/around-tokens.ts';
import { openIssuer } from '../testing/open-issuer.ts';
import type { Issuer } from '../testing/open-issuer.ts';

describe('the keys of an issuer', () => {
  it('are asked for once by a flood of tokens with unknown key ids', async () => {
    const issuer = await openIssuer();
    const ask = await gatewayOf(issuer);
    expect((await ask(await issuer.token())).status).toBe(200);
    const flood = Array.from({ length: 200 }, async () => ask(await issuer.token({}, { kid: randomUUID() })));
    expect(new Set((await Promise.all(flood)).map(({ status }) => status))).toEqual(new Set([401]));
    expect(issuer.fetched).toEqual({ keys: 1, discovery: 1 });
  });

  it('are fetched once more when the pause is over, however many ask, and the new ones count', async () => {
    const issuer = await openIssuer();
    const ask = await gatewayOf(issuer, {}, { cooldownMs: 0 });
    const old = await issuer.token();
    expect((await ask(old)).status).toBe(200);
    await issuer.rotate();
    const fresh = await issuer.token();
    const all = await Promise.all(Array.from({ length: 20 }, () => ask(fresh)));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]));
    expect(issuer.fetched.keys).toBe(2);
    // What was verified with the withdrawn key does not count any more, although it was remembered.
    expect((await ask(old)).status).toBe(401);
  });

  it('stay while the issuer is away, and are fetched again without anybody waiting', async () => {
    const issuer = await openIssuer();
    const ask = await gatewayOf(issuer, {}, { maxAgeMs: 0, cooldownMs: 0 });
    expect((await ask(await issuer.token())).status).toBe(200);
    let hung = 0;
    issuer.answer = () => void hung++;
    expect((await ask(await issuer.token({ sub: 'bob' }))).status).toBe(200);
    await vi.waitFor(() => expect(hung).toBe(1), { timeout: 20_000 });
    expect((await ask(await issuer.token({ sub: 'cid' }))).status).toBe(200);
    expect(hung).toBe(1);
  });

  it.each<[string, NonNullable<Issuer['answer']>]>([
    ['are not there', (response) => response.writeHead(500).end()],
    ['break off', (response) => response.writeHead(200).destroy()],
    ['hang', (response) => response.writeHead(200).write('{"keys":[')],
    ['are rubbish', (response) => response.end('<html>')],
    ['are no set', (response) => response.end('{"keys":7}')],
    ['are an empty set', (response) => response.end('{"keys":[]}')],
    ['are elsewhere', (response) => response.writeHead(302, { location: '/other' }).end()],
    ['are endless', (response) => response.end(JSON.stringify({ keys: [], padding: 'x'.repeat(400_000) }))],
  ])('that %s let nobody in, and cause few fetches', async (_what, answer) => {
    const issuer = await openIssuer();
    issuer.answer = answer;
    const ask = await gatewayOf(issuer, {}, { timeoutMs: 1_000 });
    const token = await issuer.token();
    const all = await Promise.all(Array.from({ length: 20 }, () => ask(token)));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([503]));
    expect(JSON.parse(all[0]!.text)).toMatchObject({ code: 'CARV-341' });
    expect(all[0]!.headers['retry-after']).toBe('5');
    expect(issuer.fetched.keys).toBeLessThanOrEqual(1);
    expect(issuer.fetched.discovery).toBe(1);
  });

  it('that hang are waited for until the request’s time is over, and after the fetch has failed not at all', async () => {
    const issuer = await openIssuer();
    let hung = 0;
    issuer.answer = () => void hung++;
    const timeoutMs = 6_000;
    const ask = await gatewayOf(issuer, { keys: issuer.keys }, { timeoutMs, retryMs: 5_900 }, { withinMs: 200 });
    const token = await issuer.token();
    const began = performance.now();
    expect((await ask(token)).status).toBe(503);
    expect(performance.now() - began).toBeLessThan(5_500);
    await vi.waitUntil(() => ask.logged().includes('gave no key set'), { timeout: 20_000 });
    expect((await ask(token)).status).toBe(503);
    // The pause runs from the end of the fetch: from its beginning, it would be over.
    expect(hung).toBe(1);
  });

  it('count again as soon as the issuer is back', async () => {
    const issuer = await openIssuer();
    issuer.answer = (response) => response.writeHead(503).end();
    const ask = await gatewayOf(issuer, {}, { retryMs: 0 });
    expect((await ask(await issuer.token())).status).toBe(503);
    issuer.answer = undefined;
    expect((await ask(await issuer.token())).status).toBe(200);
  });

  it('of another issuer than the one that was asked do not count', async () => {
    const issuer = await openIssuer();
    issuer.named = `${issuer.url}/`;
    const ask = await gatewayOf(issuer);
    expect((await ask(await issuer.token())).status).toBe(503);
    expect(issuer.fetched.keys).toBe(0);
  });
});
