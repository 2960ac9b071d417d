import { defineEntity } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import type { Line } from '@shop/catalog';

/** What an order took out of its customer's cart. An order that may not take any more stands here as `put back`. */
export const TakingEntity = defineEntity({
  name: 'Taking',
  tableName: 'taking',
  properties: (p) => ({
    orderId: p.text().primary(),
    lines: p.json<Line[]>(),
    status: p.enum(['taken', 'put back'] as const),
    takenAt: p.datetime(),
  }),
});
export type TakingEntity = InferEntity<typeof TakingEntity>;
