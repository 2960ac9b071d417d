import { migrate } from '@carveout/adapters/postgres';
import type { AssembledModule } from '@carveout/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import pino from 'pino';
import { expect, it, vi } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { bankWith } from '../conformance/fixture/bank.ts';
import { message, save } from '../conformance/store/samples.ts';
import { earWith } from './fixture/ear.ts';
import { testHosts } from './fixture/hosts.ts';
import type { Host } from './fixture/hosts.ts';
import { soon } from './fixture/soon.ts';

const hosts = testHosts();
const tried: string[] = [];

async function makeOldDatabase(): Promise<void> {
  const old = await hosts.start([bankWith(), earWith({ hear: () => undefined })]);
  await old.stop();
  // Where another test has migrated it.
  await hosts.query('alter table ear.notes drop column if exists heard');
  await hosts.query(`delete from ear.mikro_orm_migrations where name = '002-heard'`);
}

/** The bank is open, and the ear's database is older than the ear. */
const waitsForMigration = (host: Host) =>
  vi.waitFor(() => expect(host.deployment.health()['stores']).toEqual({ ear: 'migration missing: 002-heard' }), soon);

/** A version of the ear whose listener needs one migration more. */
function grownEar(): AssembledModule {
  const ear = earWith({
    hear: async ({ account }, { transaction }) => {
      tried.push(account);
      await transaction(({ em }) =>
        (em as EntityManager).execute('insert into notes (text, heard) values (?, true)', [account]),
      );
    },
  });
  const persistence = ear.parts.persistence!;
  const migrations = [...persistence.migrations, { name: '002-heard', up: ['alter table notes add heard boolean'] }];
  return { ...ear, parts: { ...ear.parts, persistence: { ...persistence, migrations } } };
}

it('a process whose migration is missing takes no event, and so sets none aside, until it is there', async () => {
  await makeOldDatabase();
  const ear = grownEar();
  const host = hosts.make([bankWith(), ear], { connections: { asItIs: true } });
  const starting = host.deployment.start();
  await waitsForMigration(host);
  const bank = host.deployment.units.find((unit) => unit.host.name === 'bank')!.host.store!;
  await save(bank, { ...message('ann', { account: 'ann', amount: 1 }), module: 'bank', event: 'deposited' });
  await sleep(2_000);
  expect(host.deployment.ready()).toBe(false);
  expect(tried).toEqual([]);
  const { database } = hosts;
  const log = pino({ level: 'silent' });
  await migrate({ module: 'ear', persistence: ear.parts.persistence!, url: database.url, log, production: false });
  await starting;
  expect(host.deployment.ready()).toBe(true);
  await vi.waitFor(
    async () => expect(await hosts.query('select text from ear.notes where heard')).toHaveLength(1),
    soon,
  );
  expect(tried).toEqual(['ann']);
  expect(await hosts.query('select 1 from ear.carveout_dead_letters')).toEqual([]);
});

it('a stop ends the wait for a migration', async () => {
  await makeOldDatabase();
  const host = hosts.make([bankWith(), grownEar()], { connections: { asItIs: true } });
  const starting = host.deployment.start();
  await waitsForMigration(host);
  await host.stop();
  await starting;
});
