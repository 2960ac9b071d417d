import { defineEntity, p } from '@mikro-orm/core';
import type { StockLevel, Warehouse } from '@shop/inventory';

const schema = defineEntity({
  name: 'Stock',
  tableName: 'stock',
  properties: {
    productId: p.text().primary(),
    warehouse: p.text().$type<Warehouse>().primary(),
    onHand: p.bigint('number'),
    reserved: p.bigint('number'),
    shipped: p.bigint('number'),
    restocked: p.bigint('number'),
    moved: p.bigint('number'),
  },
});

/** A `Level` of the domain, as a row. Its first stock comes by migration, with the column `initial`. */
export class StockEntity extends schema.class {
  snapshot(): StockLevel {
    const { productId, warehouse, onHand, reserved, shipped, restocked } = this;
    return { productId, warehouse, onHand, reserved, shipped, restocked };
  }
}
schema.setClass(StockEntity);
