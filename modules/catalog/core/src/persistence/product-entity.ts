import { defineEntity, p } from '@mikro-orm/core';
import type { Price, Product } from '@shop/catalog';

const schema = defineEntity({
  name: 'Product',
  tableName: 'product',
  properties: {
    id: p.text().primary(),
    /** Where the shop shows it: lowest first. */
    position: p.integer(),
    name: p.text(),
    description: p.text(),
    picture: p.text(),
    priceCurrency: p.text(),
    priceUnits: p.integer(),
    priceNanos: p.integer(),
    categories: p.array(),
  },
});

export class ProductEntity extends schema.class {
  price(): Price {
    return { currency: this.priceCurrency, units: this.priceUnits, nanos: this.priceNanos };
  }

  changePrice(price: Readonly<Price>): void {
    this.priceCurrency = price.currency;
    this.priceUnits = price.units;
    this.priceNanos = price.nanos;
  }

  snapshot(): Product {
    const { id, name, description, picture, categories } = this;
    return { id, name, description, picture, price: this.price(), categories: [...categories] };
  }
}
schema.setClass(ProductEntity);
