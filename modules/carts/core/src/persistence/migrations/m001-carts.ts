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
  ],
  down: ['drop table cart'],
};
