import { defineEntity, p } from '@mikro-orm/core';
import type { ReservationStatus } from '@shop/inventory';
import type { Taking } from '../domain/takings.ts';

const schema = defineEntity({
  name: 'Reservation',
  tableName: 'reservation',
  properties: {
    id: p.text().primary(),
    status: p.text().$type<ReservationStatus>(),
    expiresAt: p.datetime(),
    /** What was taken from where. Empty when it was released before it was made. */
    takings: p.json().$type<readonly Taking[]>(),
  },
});

export class ReservationEntity extends schema.class {}
schema.setClass(ReservationEntity);
