import type { Product } from '@shop/catalog';
import type { Visit } from './visit.ts';

const SHOWN = 4;

/** Products that go with others. None when they cannot be had. */
export async function recommended({ calls, tools }: Visit, productIds: readonly string[]): Promise<Product[]> {
  const { productIds: ids } = await calls.recommendations.forProducts(
    { productIds: [...productIds], count: SHOWN },
    { timeout: 1_500 },
  );
  if (ids.length === 0) return [];
  try {
    return (await calls.catalog.byIds({ ids })).products;
  } catch (error) {
    tools.log.warn({ err: error }, 'a page goes without recommendations');
    return [];
  }
}
