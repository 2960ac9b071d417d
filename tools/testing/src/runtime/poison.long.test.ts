import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createPostgresStore } from '@carveout/adapters/postgres';
import type { EventMessage, KeptDeadLetter, Store } from '@carveout/runtime';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { auditWith } from '../conformance/fixture/audit.ts';
import { bankPersistence } from '../conformance/fixture/bank.ts';
import { message, save } from '../conformance/store/samples.ts';
import { testDatabase, testVhost } from '../vitest/index.ts';
import { CRASHES, DEADLY, DEADLY_ONCE_DONE } from './fixture/ears.ts';

const ENTRY = join(import.meta.dirname, 'fixture/ears-entry.ts');
const log = pino({ level: 'silent' });
/** Several starts of a process, on a machine that others use. */
const patient = { timeout: 150_000, interval: 100 };

describe.each(['in-process', 'rabbitmq'])('messages that end their process, over the link %s', (events) => {
  const database = testDatabase();
  const vhost = testVhost();
  let children: ChildProcess[] = [];
  let [bank, audit]: Store[] = [];
  let supervising = true;
  let ends = 0;
  let printed = '';

  const open = async (module: string, persistence = bankPersistence): Promise<Store> => {
    const store = createPostgresStore({ module, persistence, url: database.url, log, production: false });
    await store.start();
    return store;
  };
  beforeEach(async () => {
    [bank, audit] = await Promise.all([
      open('bank'),
      open('audit', auditWith().parts.persistence as typeof bankPersistence),
    ]);
    [supervising, ends, printed] = [true, 0, ''];
  });
  afterEach(async () => {
    supervising = false;
    for (const child of children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    children = [];
    await Promise.all([bank!.stop(), audit!.stop()]);
  });

  /** Runs the process, and again whenever it was killed. */
  const supervise = (env: Readonly<Record<string, string>> = {}): ChildProcess => {
    const child = spawn(process.execPath, [ENTRY], {
      env: {
        ...{ DATABASE_URL: database.url, RABBITMQ_URL: vhost.url, EVENTS: events, ADMIN_PORT: '0' },
        // As the same replica each time: it need not wait for the leases of the one before.
        CARVEOUT_DEPLOYABLE_INSTANCE: 'ears-0',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (printed += text));
    children.push(child);
    child.once('exit', (_code, signal) => {
      ends++;
      if (supervising && signal === 'SIGKILL') supervise(env);
    });
    return child;
  };
  const deposited = (key: string, amount: number): EventMessage => ({
    ...message(key, { account: key, amount }),
    module: 'bank',
    event: 'deposited',
  });
  const heard = async (of: string): Promise<string[]> => {
    const em = audit!.reader() as { execute: (sql: string, values: unknown[]) => Promise<{ line: string }[]> };
    const rows = await em.execute(
      `select account || ':' || amount as line from heard where account like ? order by line`,
      [`${of}%`],
    );
    return rows.map(({ line }) => line);
  };
  const letters = (): Promise<KeptDeadLetter[]> => audit!.deadLetters.list(1_000);

  it('one that does is set aside, those beside and behind it are handled once, and its cure lets it be replayed', async () => {
    const neighbours = Array.from({ length: 50 }, (_, index) => deposited(`n-${index}`, 1));
    const deadly = deposited('n-deadly', DEADLY);
    const behind = deposited('n-deadly', 2);
    await save(bank!, ...neighbours.slice(0, 25), deadly, behind, ...neighbours.slice(25));
    supervise();
    const lines = [...neighbours.map(({ key }) => `${key}:1`), 'n-deadly:2'].toSorted();
    await vi.waitFor(async () => {
      expect((await heard('n-')).toSorted(), printed).toEqual(lines);
      expect(await letters(), printed).toHaveLength(1);
    }, patient);
    expect((await letters())[0]).toMatchObject({
      id: `audit.on-deposited.${deadly.id}`,
      state: 'set-aside',
      reason: expect.stringMatching(/^CARV-422: the process ended 1 times/),
      event: 'bank.deposited.v1',
      origin: { link: events, deployable: 'ears' },
    });
    // Uncounted (an outbox that is taken over is suspect at once), beside others, alone.
    expect(ends).toBe((events === 'rabbitmq' ? 2 : 1) + CRASHES);

    supervising = false;
    children.at(-1)!.kill('SIGTERM');
    await once(children.at(-1)!, 'exit');
    expect(await audit!.deadLetters.replay({ message: deadly.id })).toMatchObject({ replaying: 1 });
    supervise({ CURED: 'yes' });
    await vi.waitFor(async () => expect(await letters(), printed).toEqual([]), patient);
    expect((await heard('n-')).toSorted()).toEqual([...lines, `n-deadly:${DEADLY}`].toSorted());
  }, 240_000);

  it('one that does between its commit and its acknowledgement has one effect', async () => {
    await save(bank!, deposited('c', DEADLY_ONCE_DONE), deposited('c', 2));
    supervise();
    await vi.waitFor(async () => expect(await heard('c'), printed).toContain('c:2'), patient);
    expect(await heard('c')).toEqual(['c:2', `c:${DEADLY_ONCE_DONE}`]);
    expect(ends).toBe(1);
    expect(await letters()).toEqual([]);
    await vi.waitFor(async () => expect(await bank!.outbox.lag()).toMatchObject({ rows: 0 }), patient);
  }, 240_000);
});
