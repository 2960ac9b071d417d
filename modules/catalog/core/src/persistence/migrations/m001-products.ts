import type { MigrationSource } from '@carveout/runtime';

export const m001Products: MigrationSource = {
  name: '001-products',
  up: [
    `create table product (
      id text primary key,
      position integer not null unique,
      name text not null,
      description text not null,
      picture text not null,
      price_currency text not null check (price_currency = 'USD'),
      price_units integer not null check (price_units between 0 and 1000000),
      price_nanos integer not null check (price_nanos between 0 and 999999999),
      categories text[] not null default '{}'
    )`,
  ],
  down: ['drop table product'],
};
