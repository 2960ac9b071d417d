import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openDoor } from './testing/open-door.ts';

/** A door with one page. */
async function open(stallMs: number, page: () => unknown) {
  const answered: number[] = [];
  const door = await openDoor(() => undefined, {
    site: { routes: (router) => void router.get('/page', (context) => void (context.body = page())) },
    limits: { stallMs },
    observe: ({ status }) => answered.push(status),
  });
  return { ...door, answered };
}

it('a client that does not read its answer is cut off, and its request is over', async () => {
  const { port, answered } = await open(200, () => Buffer.alloc(64 * 1_048_576));
  const client = connect(port, '127.0.0.1').on('error', () => undefined);
  onTestFinished(() => void client.destroy());
  client.pause();
  client.write('GET /page HTTP/1.1\r\nHost: shop.example\r\n\r\n');
  await vi.waitUntil(() => answered.length > 0, { timeout: 25_000, interval: 5 });
});

it('a client that waits for the rest of its answer is not', async () => {
  const events = new PassThrough();
  const { url } = await open(50, () => events);
  events.write('first ');
  const answer = await fetch(`${url}/page`);
  await sleep(500);
  events.end('last');
  expect(await answer.text()).toBe('first last');
});
