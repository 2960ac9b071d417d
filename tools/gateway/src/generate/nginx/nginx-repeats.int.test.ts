import { needNginx } from '@carveout/testing/vitest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFront } from '../../testing/configs/front.ts';
import type { Front } from '../../testing/configs/front.ts';

let front: Front | undefined;

needNginx();

/** One for each test: nginx remembers which instances have failed. */
const withFront = (within: string): void =>
  beforeEach(async () => {
    front = await openFront(`{ routes: { defaults: { within: ${within} } } }`);
  });

afterEach(async () => {
  await front?.close();
  front = undefined;
});

const attempts = (): number => front!.stores.reduce((count, { received }) => count + received.length, 0);

describe('a request whose connection breaks after it was sent', () => {
  withFront('30s');

  it.each([
    ['GET', '/api/things/broken', 2],
    ['POST', '/api/things?broken', 1],
    ['PUT', '/api/things/broken', 1],
    ['DELETE', '/api/things/broken', 1],
    ['PUT', '/api/things/broken/touched', 2],
  ])('%s %s is sent %i times', async (method, path, times) => {
    const answer = await front!.fetch(path, { method, headers: { 'idempotency-key': 'k' } });
    expect(answer.status).toBe(502);
    expect(await answer.json()).toMatchObject({ status: 502, detail: expect.stringMatching(/may have happened/) });
    expect(attempts()).toBe(times);
  });
});

describe('an instance that does not answer in time', () => {
  // Long enough for the request to get there on a slow machine.
  withFront('5s');

  it('is not waited for, nor is another one asked', async () => {
    const answer = await front!.fetch('/api/things?mute', { method: 'POST' });
    expect(answer.status).toBe(504);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(attempts()).toBe(1);
  });
});

describe('without any instance', () => {
  withFront('30s');

  it('a request is answered with a problem that says nothing of the inside', async () => {
    await Promise.all(front!.stores.map((store) => store.close()));
    const answer = await front!.fetch('/api/things/7');
    expect(answer.status).toBe(502);
    expect(JSON.stringify([...answer.headers, await answer.text()])).not.toMatch(/127\.0\.0\.1|"store"|upstream/);
  });
});
