import { afterAll, beforeAll } from 'vitest';
import type { MakeStores, StoreFixture } from './store-fixture.ts';

/** One fixture for the tests of a `describe`, there from `beforeAll` on. */
export function fixtureOfSuite<Em>(makeStores: MakeStores<Em>): () => StoreFixture<Em> {
  let fixture: StoreFixture<Em> | undefined;
  beforeAll(async () => {
    fixture = await makeStores();
  });
  afterAll(async () => {
    await fixture?.close();
  });
  return () => fixture!;
}
