import type { EventLink, Store } from '@carveout/runtime';
import { expect, it } from 'vitest';
import { withoutConfirms, withoutInbox } from './careless.ts';

class Kept {
  readonly #name = 'the original';
  isHandled = () => Promise.resolve(true);
  saved: unknown;
  name(): string {
    return this.#name;
  }
  async transaction<T>(work: (em: unknown, effects: object) => Promise<T>): Promise<T> {
    const effects = {};
    const result = await work('em', effects);
    this.saved = effects;
    return result;
  }
}

it('forgets what was handled, and nothing else', async () => {
  const kept = new Kept();
  const store = withoutInbox(kept as unknown as Store) as unknown as Store & Kept;
  expect(store.name()).toBe('the original');
  expect(await store.isHandled({ message: 'm', listener: 'l' })).toBe(false);
  const result = await (store as Store).transaction(async (_em, effects) => {
    effects.inbox = { message: 'm', listener: 'l' };
    effects.scheduleDone = { schedule: 's', dueAt: 1 };
    return Promise.resolve('done');
  });
  expect([result, kept.saved]).toEqual(['done', { inbox: undefined, scheduleDone: { schedule: 's', dueAt: 1 } }]);
});

it('takes an event for published whatever the broker says', async () => {
  const published: unknown[] = [];
  const link = { name: 'l', publish: (message: unknown) => Promise.reject(new Error(String(published.push(message)))) };
  await withoutConfirms(link as unknown as EventLink, 10).publish({ id: 'm' } as never);
  expect(published).toEqual([]);
  await expect.poll(() => published).toEqual([{ id: 'm' }]);
});
