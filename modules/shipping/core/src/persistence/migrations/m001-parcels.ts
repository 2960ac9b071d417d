import type { MigrationSource } from '@carveout/runtime';

export const m001Parcels: MigrationSource = {
  name: '001-parcels',
  up: [
    `create table parcel (
      order_id text primary key,
      tracking_id text not null unique,
      status text not null check (status in ('booked', 'ready', 'left', 'cancelled')),
      address jsonb,
      lines jsonb not null,
      booked_at timestamptz not null,
      ready_at timestamptz,
      left_at timestamptz,
      check (status = 'cancelled' or address is not null),
      check ((status = 'left') = (left_at is not null)),
      check (status not in ('ready', 'left') or ready_at is not null)
    )`,
    `create index parcel_ready on parcel (ready_at) where status = 'ready'`,
  ],
  down: ['drop table parcel'],
};
