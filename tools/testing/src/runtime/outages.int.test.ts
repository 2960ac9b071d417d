import { randomBytes } from 'node:crypto';
import { createPostgresStore } from '@carveout/adapters/postgres';
import { CarveoutError, compose, oneProcess } from '@carveout/runtime';
import type { Client, Deployment } from '@carveout/runtime';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createDatabase, startPrivatePostgres } from '../backing/index.ts';
import type { PrivatePostgres } from '../backing/index.ts';
import { auditReader, auditWith, write } from '../conformance/fixture/audit.ts';
import type { auditContract } from '../conformance/fixture/audit.ts';
import { bankWith, deposit } from '../conformance/fixture/bank.ts';
import { latch, rejection } from '../conformance/fixture/latch.ts';
import { client, tellerWith } from '../conformance/fixture/teller.ts';
import type { ClientCalls } from '../conformance/fixture/teller.ts';
import { need } from '../vitest/index.ts';
import { testHosts } from './fixture/hosts.ts';
import { soon } from './fixture/soon.ts';

const hosts = testHosts();
const planted = (availability: 'away' | 'unknown'): Error =>
  new CarveoutError({ code: 'CARV-501', title: 'planted' }, 'planted', { availability });

describe('a database that is away at one moment of a command', () => {
  it('before the handler ran: it was not sent, and the same key does it later', async () => {
    let ran = 0;
    const counting = bankWith({ deposit: (entry, context) => (ran++, deposit(entry, context)) });
    const host = await hosts.start([client, tellerWith(), counting]);
    const calls = host.calls<ClientCalls>('client');
    host.trouble('bank').before = () => {
      throw planted('away');
    };
    const entry = { account: 'before', amount: 3 };
    expect(await rejection(calls.bank.deposit(entry, { key: 'before' }))).toMatchObject({ kind: 'not-sent' });
    expect(ran).toBe(0);
    host.trouble('bank').before = undefined;
    expect(await calls.bank.deposit(entry, { key: 'before' })).toMatchObject({ balance: 3 });
  });

  it('in its transaction: the outcome is unknown, and a repeat does it once', async () => {
    const host = await hosts.start([client, tellerWith(), bankWith()]);
    const calls = host.calls<ClientCalls>('client');
    host.trouble('bank').before = (method) => {
      if (method === 'transaction') throw planted('away');
    };
    const entry = { account: 'during', amount: 3 };
    expect(await rejection(calls.bank.deposit(entry, { key: 'during' }))).toMatchObject({ kind: 'outcome-unknown' });
    host.trouble('bank').before = undefined;
    expect(await calls.bank.deposit(entry, { key: 'during' })).toMatchObject({ balance: 3 });
  });

  it('at its commit: the call is made again under its key, and learns the outcome', async () => {
    const host = await hosts.start([client, tellerWith(), bankWith()]);
    const calls = host.calls<ClientCalls>('client');
    let lost = 0;
    host.trouble('bank').afterCommit = () => {
      if (lost++ === 0) throw planted('unknown');
    };
    const entry = { account: 'after', amount: 3 };
    expect(await calls.bank.deposit(entry, { key: 'after' })).toMatchObject({ balance: 3 });
    expect(lost).toBe(1);
    expect(await calls.bank.balance({ account: 'after' })).toMatchObject({ balance: 3 });
    expect(host.lines.filter((line) => line['level'] === 50)).toEqual([]);
  });
});

describe('listeners whose database or neighbour is away', () => {
  it('do not use up the tries of their messages', async () => {
    let tries = 0;
    const host = await hosts.start([
      client,
      auditReader,
      tellerWith(),
      bankWith(),
      auditWith(
        (payload, context) => {
          // Messages of the tests before may come by.
          if (payload.account === 'heard' && ++tries < 5) throw planted('away');
          return write(payload, context);
        },
        { tries: 1 },
      ),
    ]);
    await host.calls<ClientCalls>('client').bank.deposit({ account: 'heard', amount: 1 });
    const reader = host.calls<{ audit: Client<typeof auditContract> }>('reader');
    await vi.waitFor(async () => expect((await reader.audit.heard({ account: 'heard' })).amounts).toEqual([1]), soon);
    expect(tries).toBe(5);
  });

  it('that hang are tried again, and have one effect', async () => {
    const released = latch();
    let tries = 0;
    const host = await hosts.start([
      client,
      auditReader,
      tellerWith(),
      bankWith(),
      auditWith(
        async (payload, context) => {
          if (++tries === 1) await released.opened;
          await write(payload, context);
        },
        { timeout: 2_000 },
      ),
    ]);
    await host.calls<ClientCalls>('client').bank.deposit({ account: 'hung', amount: 1 });
    const reader = host.calls<{ audit: Client<typeof auditContract> }>('reader');
    await vi.waitFor(async () => expect((await reader.audit.heard({ account: 'hung' })).amounts).toEqual([1]), soon);
    const before = host.trouble('audit').used.get('transaction')!;
    released.open();
    await vi.waitFor(() => expect(host.trouble('audit').used.get('transaction')).toBeGreaterThan(before), soon);
    await host.stop();
    expect(await hosts.query(`select 1 from audit.heard where account = 'hung'`)).toHaveLength(1);
  });
});

describe('a PostgreSQL server that goes away and comes back', () => {
  need('postgres');
  let server: PrivatePostgres;
  let deployment: Deployment;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    server = await startPrivatePostgres();
    const database = await createDatabase(server, `outage_${randomBytes(6).toString('hex')}`);
    drop = () => database.drop();
    const log = pino({ level: 'silent' });
    const modules = [client, tellerWith(), bankWith()];
    deployment = compose({
      deployable: 'all',
      topology: oneProcess(modules),
      modules,
      store: ({ contract, persistence }) =>
        createPostgresStore({
          module: contract.name,
          persistence: persistence!,
          url: database.url,
          log,
          production: false,
          connectWithinMs: 1_000,
          healthEveryMs: 100,
        }),
      log,
      env: {},
    });
    await deployment.start();
  });
  afterAll(async () => {
    await deployment.stop(2_000);
    await drop();
    await server.remove();
  });

  it('makes commands and queries fail so that they may be tried again, and no fault', async () => {
    const calls = (): ClientCalls => deployment.callsAs('client', { deadline: Date.now() + 60_000 }) as ClientCalls;
    const entry = { account: 'a', amount: 1 };
    await calls().bank.deposit(entry, { key: 'first' });
    await server.kill('SIGKILL');
    const failed = await Promise.all([
      rejection(calls().bank.deposit({ ...entry, amount: 2 }, { key: 'second', timeout: 20_000 })),
      rejection(calls().bank.balance({ account: 'a' }, { timeout: 20_000 })),
      rejection(calls().teller.ask({ account: 'a' }, { timeout: 20_000 })),
    ]);
    expect(failed[0]).toMatchObject({ kind: 'not-sent' });
    expect(failed[1]).toMatchObject({ kind: 'not-sent' });
    expect(failed[2]).toMatchObject({ kind: 'not-sent' });
    await vi.waitFor(() => expect(deployment.ready()).toBe(false), soon);

    await server.start();
    await vi.waitFor(() => expect(deployment.ready()).toBe(true), soon);
    expect(await calls().bank.deposit({ ...entry, amount: 2 }, { key: 'second' })).toMatchObject({ balance: 3 });
    expect(await calls().teller.ask({ account: 'a' })).toEqual({ balance: 3 });
  });
});
