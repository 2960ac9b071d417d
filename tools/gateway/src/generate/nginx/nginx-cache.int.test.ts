import { setTimeout as sleep } from 'node:timers/promises';
import { needNginx } from '@carveout/testing/vitest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFront, seenBy } from '../../testing/configs/front.ts';
import type { Front } from '../../testing/configs/front.ts';

let front: Front | undefined;

needNginx();

const withFront = (cache: string): void =>
  beforeEach(async () => {
    front = await openFront(`{ routes: { things.list: { cache: ${cache} } } }`);
  });

afterEach(async () => {
  await front?.close();
  front = undefined;
});

const asked = (): number => front!.stores.reduce((count, { received }) => count + received.length, 0);
const ask = (query = ''): Promise<Response> => front!.fetch(`/api/things${query}`);
/** Which request the answer was made for. */
const madeFor = async (query: string): Promise<string | undefined> =>
  (await seenBy(await ask(query))).headers['x-request-id'];
/** Longer than a second by nginx's clock, which counts whole ones. */
const pastOneSecond = (): Promise<void> => sleep(2_500);

describe('an answer past its time', () => {
  withFront('60s');
  const aSecond = `?control=${encodeURIComponent('max-age=1, must-revalidate')}`;

  it('is not given to the first one who asks, nor to those after', async () => {
    const first = await madeFor(aSecond);
    await pastOneSecond();
    const second = await madeFor(aSecond);
    expect(second).not.toBe(first);
    expect(asked()).toBe(2);
  });

  it('is not given while its instances are away', async () => {
    expect((await ask(aSecond)).status).toBe(200);
    await Promise.all(front!.stores.map((store) => store.close()));
    await pastOneSecond();
    expect((await ask(aSecond)).status).toBe(502);
  });

  it('is given only where it says so itself', async () => {
    const lasting = `?control=${encodeURIComponent('max-age=1, stale-if-error=600')}`;
    const first = await madeFor(lasting);
    await Promise.all(front!.stores.map((store) => store.close()));
    await pastOneSecond();
    expect(await madeFor(lasting)).toBe(first);
  });
});

describe('a time of the topology', () => {
  withFront('1999ms');

  it('holds for what says nothing of its own, without the part of a second', async () => {
    const first = await madeFor('');
    await pastOneSecond();
    expect(await madeFor('')).not.toBe(first);
  });
});
