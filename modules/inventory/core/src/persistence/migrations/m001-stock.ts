import type { MigrationSource } from '@carveout/runtime';

export const m001Stock: MigrationSource = {
  name: '001-stock',
  up: [
    `create table stock (
      product_id text not null,
      warehouse text not null check (warehouse in ('east', 'west')),
      initial bigint not null check (initial >= 0),
      on_hand bigint not null check (on_hand >= 0),
      reserved bigint not null default 0 check (reserved >= 0),
      shipped bigint not null default 0 check (shipped >= 0),
      restocked bigint not null default 0 check (restocked >= 0),
      moved bigint not null default 0,
      primary key (product_id, warehouse),
      constraint stock_conserved check (on_hand + reserved + shipped = initial + restocked + moved)
    )`,
    `create table reservation (
      id text primary key,
      status text not null check (status in ('held', 'committed', 'released', 'expired')),
      expires_at timestamptz not null,
      takings jsonb not null
    )`,
    `create index reservation_held on reservation (expires_at) where status = 'held'`,
  ],
  down: ['drop table reservation', 'drop table stock'],
};
