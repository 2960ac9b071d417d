import type { MigrationSource } from '@carveout/runtime';

export const m001Carts: MigrationSource = {
  name: '001-carts',
  up: [
    `create table cart (
      customer text primary key,
      lines jsonb not null default '[]'
        check (jsonb_typeof(lines) = 'array' and jsonb_array_length(lines) <= 100),
      touched_at timestamptz not null
    )`,
    'create index cart_touched_at on cart (touched_at)',
    `create table taking (
      order_id text primary key,
      lines jsonb not null,
      status text not null check (status in ('taken', 'put back')),
      taken_at timestamptz not null
    )`,
    'create index taking_taken_at on taking (taken_at)',
  ],
  down: ['drop table taking', 'drop table cart'],
};
