import { defineEntity, p } from '@mikro-orm/core';
import type { Line } from '@shop/catalog';
import type { Address, Parcel } from '@shop/shipping';
import type { ParcelStatus } from '../domain/parcel.ts';

const schema = defineEntity({
  name: 'Parcel',
  tableName: 'parcel',
  properties: {
    orderId: p.text().primary(),
    trackingId: p.text(),
    status: p.text().$type<ParcelStatus>(),
    /** Null when the order was cancelled before anything was booked. */
    address: p.json().$type<Address>().strictNullable(),
    lines: p.json().$type<Line[]>(),
    bookedAt: p.datetime(),
    readyAt: p.datetime().strictNullable(),
    leftAt: p.datetime().strictNullable(),
  },
});

/** At most one per order. A cancelled one also stands for a parcel that must not be booked any more. */
export class ParcelEntity extends schema.class {
  snapshot(): Parcel {
    return { trackingId: this.trackingId, left: this.leftAt?.toISOString() ?? null };
  }
}
schema.setClass(ParcelEntity);
