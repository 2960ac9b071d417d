import type { MigrationSource } from '@carveout/runtime';

/**
 * The kit's own tables, in each module's schema. They are migrated before the module's. JSON is kept as text: jsonb
 * reorders keys and refuses \u0000 and lone surrogates, and what is read must equal what was saved.
 */
export const kitMigrations: readonly MigrationSource[] = [
  {
    name: 'carveout_0001_outbox',
    up: [
      // `position` is assigned at the end of a transaction, see effects/outbox.ts. Rows live for moments: the table is
      // vacuumed by count, not by its share of a table that is empty most of the time.
      `create table carveout_outbox (
         position bigint generated always as identity primary key,
         id text not null,
         key text not null,
         message text not null,
         saved_at timestamptz not null default now()
       ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
               autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000)`,
      `create table carveout_relay (
         only_row boolean primary key default true check (only_row),
         host text not null,
         lease_until timestamptz not null,
         fence integer not null default 1
       )`,
    ],
  },
  {
    name: 'carveout_0002_outcomes_and_inbox',
    up: [
      `create table carveout_outcomes (
         caller text not null,
         operation text not null,
         key text not null,
         input_hash text not null,
         result text not null,
         saved_at timestamptz not null default now(),
         primary key (caller, operation, key)
       )`,
      'create index carveout_outcomes_saved_at on carveout_outcomes (saved_at)',
      `create table carveout_inbox (
         message text not null,
         listener text not null,
         saved_at timestamptz not null default now(),
         primary key (message, listener)
       )`,
      'create index carveout_inbox_saved_at on carveout_inbox (saved_at)',
      `create table carveout_deliveries (
         message text not null,
         listener text not null,
         attempts integer not null default 0,
         failures integer not null default 0,
         crashes integer not null default 0,
         begun boolean not null default false,
         reason text,
         first_at timestamptz not null default clock_timestamp(),
         last_at timestamptz not null default clock_timestamp(),
         primary key (message, listener)
       )`,
      'create index carveout_deliveries_last_at on carveout_deliveries (last_at)',
      `create table carveout_dead_letters (
         message text not null,
         listener text not null,
         state text not null check (state in ('set-aside', 'held', 'replaying', 'sent')),
         reason text not null,
         event text,
         key text,
         origin text not null,
         attempts integer not null,
         replays integer not null default 0,
         encoding text not null check (encoding in ('event', 'utf8', 'base64')),
         content text not null,
         recorded_at timestamptz,
         first_at timestamptz not null,
         set_aside_at timestamptz not null default clock_timestamp(),
         replay_until timestamptz,
         primary key (message, listener)
       )`,
      "create index carveout_dead_letters_replaying on carveout_dead_letters (recorded_at) where state = 'replaying'",
    ],
  },
  {
    name: 'carveout_0003_sagas_and_schedules',
    up: [
      `create table carveout_sagas (
         id text primary key,
         caller text not null,
         operation text not null,
         key text not null,
         head text not null,
         status text not null check (status in ('running', 'compensating', 'ended')),
         step integer not null,
         state text,
         cause text,
         result text,
         attempts integer not null,
         fence integer not null default 1,
         host text not null,
         started_at timestamptz not null default clock_timestamp(),
         due_at timestamptz not null default clock_timestamp(),
         lease_until timestamptz not null,
         ended_at timestamptz,
         constraint carveout_sagas_key unique (caller, operation, key),
         check ((status = 'ended') = (ended_at is not null))
       )`,
      'create index carveout_sagas_due on carveout_sagas (due_at) where ended_at is null',
      'create index carveout_sagas_ended_at on carveout_sagas (ended_at) where ended_at is not null',
      `create table carveout_schedules (
         schedule text not null,
         due_at bigint not null,
         host text,
         lease_until timestamptz,
         settled_at timestamptz,
         primary key (schedule, due_at)
       )`,
      // Ends a transaction from inside a statement, so that a COMMIT in the same round trip cannot follow.
      `create function carveout_refuse(kind text) returns void language plpgsql as
         $$ begin raise exception using errcode = 'CV001', message = kind; end $$`,
    ],
  },
  {
    name: 'carveout_0004_saga_keys_are_given_back',
    up: ['alter table carveout_sagas alter column key drop not null'],
  },
];
