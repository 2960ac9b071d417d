import { fake, startScenario, type Scenario } from '@carveout/testing/scenario';
import { catalog } from '@shop/catalog';
import { recommendations } from '@shop/recommendations';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import assembled from './index.ts';

const ids = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];

describe('recommendations', () => {
  let scenario: Scenario<typeof recommendations>;
  beforeAll(async () => {
    scenario = await startScenario(recommendations, assembled, { fakes: [fake(catalog, { ids: () => ({ ids }) })] });
  });
  afterAll(() => scenario.stop());

  it('names five other products of the catalog unless told otherwise', async () => {
    const { productIds } = await scenario.calls.forProducts({ productIds: ['A', 'B'] });
    expect(new Set(productIds).size).toBe(5);
    expect(ids.slice(2)).toEqual(expect.arrayContaining(productIds));
  });

  it('gives the same answer to the same question', async () => {
    const question = { productIds: ['C'], count: 10 };
    const answer = await scenario.calls.forProducts(question);
    expect(answer.productIds).toHaveLength(7);
    await expect(scenario.calls.forProducts(question)).resolves.toEqual(answer);
  });

  it.each([0, 11])('refuses to name %d', async (count) => {
    await expect(scenario.calls.forProducts({ productIds: [], count })).rejects.toMatchObject({
      kind: 'invalid',
      issues: [{ path: ['count'] }],
    });
  });
});
