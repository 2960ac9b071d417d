import { LockMode } from '@mikro-orm/core';
import { compare } from '@shop/currencies';
import { module } from '../module.ts';
import { ProductEntity } from '../persistence/product-entity.ts';

export const changePrice = module.handle('changePrice', ({ id, price }, { transaction, fail }) =>
  transaction(async ({ em, publish }) => {
    const product = await em.findOne(ProductEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!product) return fail('UNKNOWN_PRODUCT', { productId: id });
    const previous = product.price();
    if (compare(previous, price) !== 0) {
      product.changePrice(price);
      publish.priceChanged({ productId: id, price, previous });
    }
    return product.snapshot();
  }),
);
