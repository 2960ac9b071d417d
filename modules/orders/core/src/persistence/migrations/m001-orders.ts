import type { MigrationSource } from '@carveout/runtime';

export const m001Orders: MigrationSource = {
  name: '001-orders',
  up: [
    // A payment and a parcel belong to one order: the database itself refuses to share them.
    `create table orders (
      id text primary key,
      customer text not null,
      email text not null,
      address jsonb not null,
      status text not null check (status in ('pending', 'placed', 'failed', 'cancelling', 'cancelled')),
      currency text not null,
      items jsonb not null,
      shipping_cost jsonb not null,
      total jsonb not null,
      payment_id text unique,
      last_four text,
      tracking_id text unique,
      created_at timestamptz not null,
      placed_at timestamptz,
      cancellation text,
      cancelled_at timestamptz,
      check (
        status in ('pending', 'failed')
        or (payment_id is not null and last_four is not null and tracking_id is not null and placed_at is not null)
      ),
      check ((status = 'cancelled') = (cancelled_at is not null))
    )`,
    'create index orders_of_customer on orders (customer, placed_at desc) where placed_at is not null',
  ],
  down: ['drop table orders'],
};
