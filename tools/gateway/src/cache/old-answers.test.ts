import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { as, openCached } from '../testing/open-cached.ts';
import { send } from '../testing/send.ts';

describe('what is kept and no more fresh', () => {
  it.each(['"v1"', undefined])('does not serve a client that has a newer one (kept with the tag %s)', async (tag) => {
    const { url, reached } = await openCached(
      (response, { headers }, count) => {
        response.setHeader('ETag', count === 1 ? (tag ?? []) : '"v2"');
        response.setHeader('Cache-Control', 'max-age=1');
        if (count > 1 && headers['if-none-match']?.includes('"v2"')) response.writeHead(304).end();
        else response.end(count === 1 ? 'old' : 'new');
      },
      { access: 'customer' },
    );
    await send(url, as('ann'));
    // It is fresh for a second.
    await sleep(1_100);
    const { status, text, headers } = await send(url, { ...as('ann'), 'if-none-match': '"v2"' });
    expect([status, text, headers.etag]).toEqual([304, '', '"v2"']);
    expect(reached[1]!.headers['if-none-match']).toBe(tag);
    expect((await send(url, as('ann'))).text).toBe('new');
  });
});
