import type { MigrationSource } from '@carveout/runtime';

export const m001Payments: MigrationSource = {
  name: '001-payments',
  up: [
    // One row an order: the database itself refuses a second payment.
    `create table payments (
      order_id text primary key,
      status text not null check (status in ('captured', 'refunded', 'void')),
      payment_id text unique,
      amount jsonb,
      last_four text,
      created_at timestamptz not null,
      refunded_at timestamptz,
      settle_at timestamptz,
      check (status = 'void' or (payment_id is not null and amount is not null and last_four is not null)),
      check ((status = 'refunded') = (refunded_at is not null)),
      check (status = 'void' or settle_at is null)
    )`,
    'create index payments_to_settle on payments (settle_at) where settle_at is not null',
  ],
  down: ['drop table payments'],
};
