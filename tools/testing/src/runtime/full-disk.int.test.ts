import type { Client } from '@carveout/runtime';
import { expect, it, vi } from 'vitest';
import { auditReader, auditWith } from '../conformance/fixture/audit.ts';
import type { auditContract } from '../conformance/fixture/audit.ts';
import { bankWith } from '../conformance/fixture/bank.ts';
import { rejection } from '../conformance/fixture/latch.ts';
import { client, tellerWith } from '../conformance/fixture/teller.ts';
import type { ClientCalls } from '../conformance/fixture/teller.ts';
import { testHosts } from './fixture/hosts.ts';
import type { Host } from './fixture/hosts.ts';
import { soon } from './fixture/soon.ts';

const hosts = testHosts();

/** What is written to the table fails as on a server without room on its disk, until `end`. */
async function fill(table: string): Promise<{ end(): Promise<unknown> }> {
  await hosts.query(`create or replace function public.no_room() returns trigger language plpgsql as $$ begin
      raise exception 'could not extend file: No space left on device' using errcode = '53100';
    end $$`);
  await hosts.query(`create trigger full_disk before insert on ${table} execute function public.no_room()`);
  return { end: () => hosts.query(`drop trigger full_disk on ${table}`) };
}

const tries = (host: Host): number => host.lines.filter((line) => line['msg'] === 'listener failed').length;

it('a listener’s disk is full for a while: its message is tried until there is room, and is no dead letter', async () => {
  const host = await hosts.start([client, auditReader, tellerWith(), bankWith(), auditWith(undefined, { tries: 2 })]);
  const disk = await fill('audit.heard');
  await host.calls<ClientCalls>('client').bank.deposit({ account: 'full', amount: 1 });
  // Far more than it has.
  await vi.waitFor(() => expect(tries(host)).toBeGreaterThan(4), soon);
  await disk.end();
  const reader = host.calls<{ audit: Client<typeof auditContract> }>('reader');
  await vi.waitFor(async () => expect((await reader.audit.heard({ account: 'full' })).amounts).toEqual([1]), soon);
  expect(await hosts.query('select reason from audit.carveout_dead_letters')).toEqual([]);
});

it.each(['bank.accounts', 'bank.carveout_outbox'])(
  'a command that finds no room for a row of %s is no fault, and a repeat under its key does it once',
  async (table) => {
    const host = await hosts.start([client, tellerWith(), bankWith()]);
    const { bank } = host.calls<ClientCalls>('client');
    const entry = { account: `full ${table}`, amount: 3 };
    const disk = await fill(table);
    expect(await rejection(bank.deposit(entry, { key: table }))).toMatchObject({ kind: 'outcome-unknown' });
    expect(host.lines.filter((line) => line['level'] === 50)).toEqual([]);
    await disk.end();
    expect(await bank.deposit(entry, { key: table })).toMatchObject({ balance: 3 });
  },
);
