import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { minute, openCached } from '../testing/open-cached.ts';

async function begin(url: string): Promise<IncomingMessage> {
  const [response] = (await once(request(url, { agent: false }).end(), 'response')) as [IncomingMessage];
  return response;
}

describe('an answer that may be kept, and whose body is long in coming', () => {
  it('begins in time, also for who waits for it, goes on as it comes, and is not kept', async () => {
    const waiting: (() => void)[] = [];
    const { url, reached } = await openCached(
      (response, _request, count) => {
        response.writeHead(200, minute).write('half, ');
        if (count > 2) response.end('whole');
        else waiting.push(() => response.end('whole'));
      },
      { withinMs: 2_000 },
    );
    // Neither ends before both have begun.
    const both = await Promise.all([begin(url), begin(url)]);
    expect(both.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    expect(both[0]!.headers['cache-status']).toBe('carveout-gateway; fwd=uri-miss');
    const texts = Promise.all(both.map((response) => text(response)));
    for (const end of waiting) end();
    expect(await texts).toEqual(['half, whole', 'half, whole']);
    expect(await text(await begin(url))).toBe('half, whole');
    expect(reached).toHaveLength(3);
  });

  it('is broken off at the client where it breaks off after that', async () => {
    let cut = (): void => undefined;
    const { url } = await openCached(
      (response) => {
        response.writeHead(200, minute).write('half');
        cut = () => response.destroy();
      },
      { withinMs: 500 },
    );
    const response = await begin(url);
    const whole = text(response);
    cut();
    await expect(whole).rejects.toThrow('aborted');
  });
});
