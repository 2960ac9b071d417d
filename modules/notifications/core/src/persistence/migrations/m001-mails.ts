import type { MigrationSource } from '@carveout/runtime';

export const m001Mails: MigrationSource = {
  name: '001-mails',
  up: [
    `create table mails (
      order_id text not null,
      kind text not null check (kind in ('order-placed', 'order-cancelled')),
      recipient text not null,
      subject text not null,
      text text not null,
      created_at timestamptz not null,
      sent_at timestamptz,
      attempts integer not null check (attempts >= 0),
      due_at timestamptz not null,
      primary key (order_id, kind)
    )`,
    'create index mails_to_send on mails (due_at) where sent_at is null',
  ],
  down: ['drop table mails'],
};
