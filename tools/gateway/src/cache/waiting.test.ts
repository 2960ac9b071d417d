import { describe, expect, it, vi } from 'vitest';
import { minute, openCached } from '../testing/open-cached.ts';
import { send } from '../testing/send.ts';

const until = (check: () => boolean): Promise<unknown> => vi.waitUntil(check, { timeout: 20_000, interval: 5 });

describe('who has waited for an answer that does not serve', () => {
  it.each<[string, (n: number) => Record<string, string>]>([
    ['of another language', (n) => ({ 'accept-language': `x-${n}` })],
    ['which is to be asked for anew', () => ({ 'cache-control': 'no-cache' })],
  ])('asks at once, not one after the other: one %s', async (_what, headersOf) => {
    const waiting: (() => void)[] = [];
    const { url, arrived } = await openCached(
      (response, { headers }) => {
        const language = headers['accept-language'] ?? 'none';
        waiting.push(() => response.writeHead(200, { ...minute, Vary: 'Accept-Language' }).end(language));
      },
      { withinMs: 20_000 },
    );
    const many = Array.from({ length: 10 }, (_, n) => send(url, headersOf(n)));
    await until(() => arrived() === 10 && waiting.length > 0);
    expect(waiting).toHaveLength(1);
    waiting[0]!();
    await until(() => waiting.length === 10);
    for (const answer of waiting.slice(1)) answer();
    expect((await Promise.all(many)).map(({ status, text }) => [status, text])).toEqual(
      many.map((_, n) => [200, headersOf(n)['accept-language'] ?? 'none']),
    );
  });
});
