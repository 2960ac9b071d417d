import { raw } from '@mikro-orm/core';
import { containing } from '../domain/like-pattern.ts';
import { module } from '../module.ts';
import { ProductEntity } from '../persistence/product-entity.ts';

export const search = module.handle('search', async ({ text }, { em }) => {
  const $ilike = containing(text);
  const found = await em.find(
    ProductEntity,
    {
      $or: [
        { name: { $ilike } },
        { description: { $ilike } },
        { [raw(`array_to_string(categories, ' ')`)]: { $ilike } },
      ],
    },
    { orderBy: { position: 'asc' }, disableIdentityMap: true },
  );
  return { products: found.map((product) => product.snapshot()) };
});
