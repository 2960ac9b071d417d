import { defineContract } from '@carveout/contract';
import { defineModule, definePersistence } from '@carveout/runtime';
import type { AssembledModule } from '@carveout/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import { describe, expect, it, vi } from 'vitest';
import { latch } from '../conformance/fixture/latch.ts';
import { testHosts } from './fixture/hosts.ts';
import { soon } from './fixture/soon.ts';

const hosts = testHosts();
/** Due many years ago, and next in many years: no test meets two due times. */
const RARELY = Math.floor(Date.now() / 1.5);

const persistence = definePersistence<EntityManager>({
  entities: [],
  migrations: [{ name: '001-rung', up: ['create table rung (at bigint not null, host text not null)'] }],
});
const moduleNamed = (name: string) => defineModule(defineContract(name, {}), { persistence });
type Run = Parameters<ReturnType<typeof moduleNamed>['schedule']>[2];

/** A module of its own per test, since the suite shares a database. */
function clock(name: string, every: number, run: Run): AssembledModule {
  const module = moduleNamed(name);
  return module.assemble({ handlers: {}, schedules: [module.schedule('ring', { every }, run)] });
}

const ring =
  (host: string): Run =>
  ({ dueAt }, { transaction }) =>
    transaction(async ({ em }) => void (await em.execute('insert into rung (at, host) values (?, ?)', [dueAt, host])));

const settled = async (module: string): Promise<number[]> =>
  (await hosts.query(`select due_at from ${module}.carveout_schedules where settled_at is not null order by 1`)).map(
    (row) => Number(row['due_at']),
  );

describe('a schedule', () => {
  it('runs once per due time, whichever of two hosts is faster, and is settled without a transaction', async () => {
    const runs: number[] = [];
    const run: Run = ({ dueAt }) => void runs.push(dueAt);
    const two = await Promise.all([1, 2].map(() => hosts.start([clock('often', 1_000, run)])));
    await vi.waitFor(() => expect(runs.length).toBeGreaterThan(3), soon);
    await Promise.all(two.map((host) => host.stop()));
    expect(new Set(runs).size).toBe(runs.length);
    expect(await settled('often')).toEqual([...runs].sort((a, b) => a - b));
  });

  it('is not run again by a host that starts later', async () => {
    const runs: string[] = [];
    const first = await hosts.start([clock('rarely', RARELY, () => void runs.push('first'))]);
    await vi.waitFor(async () => expect(await settled('rarely')).toHaveLength(1), soon);
    await first.stop();
    const second = await hosts.start([clock('rarely', RARELY, () => void runs.push('second'))]);
    await vi.waitFor(() => expect(second.trouble('rarely').used.get('schedules.lastDone')).toBeGreaterThan(0), soon);
    await second.stop();
    expect(runs).toEqual(['first']);
  });

  it('is taken over from a host that stands still, whose own work is refused when it goes on', async () => {
    const [reached, released] = [latch(), latch()];
    const options = { leaseMs: { schedule: 1_500 } };
    const refused = latch();
    const first = await hosts.start(
      [
        clock('frozen', RARELY, async (tick, context) => {
          reached.open();
          await released.opened;
          await Promise.resolve(ring('first')(tick, context)).catch((error: Error) => {
            expect(error).toMatchObject({ name: 'StoreConflict', kind: 'schedule' });
            refused.open();
            throw error;
          });
        }),
      ],
      options,
    );
    await reached.opened;
    first.freeze();
    await hosts.start([clock('frozen', RARELY, ring('second'))], options);
    await vi.waitFor(async () => expect(await settled('frozen')).toHaveLength(1), soon);
    first.thaw();
    released.open();
    await refused.opened;
    expect(await hosts.query('select host from frozen.rung')).toEqual([{ host: 'second' }]);
  });

  it('that hangs is tried again when its time is over, and has one effect', async () => {
    const released = latch();
    const signals: AbortSignal[] = [];
    const host = await hosts.start(
      [
        clock('hung', RARELY, async (tick, context) => {
          const nr = signals.push(context.signal);
          if (nr === 1) await released.opened;
          await ring(`try ${nr}`)(tick, context);
        }),
      ],
      { leaseMs: { schedule: 3_000 } },
    );
    await vi.waitFor(async () => expect(await settled('hung')).toHaveLength(1), soon);
    expect(signals[0]!.aborted).toBe(true);
    const [one] = await hosts.query('select host from hung.rung');
    expect(one).toEqual({ host: expect.not.stringMatching(/^try 1$/) });
    const before = host.trouble('hung').used.get('transaction')!;
    released.open();
    await vi.waitFor(() => expect(host.trouble('hung').used.get('transaction')).toBeGreaterThan(before), soon);
    await host.stop();
    expect(await hosts.query('select host from hung.rung')).toEqual([one]);
  });

  it('is settled although its handler swallowed a failure of its transaction', async () => {
    await hosts.start([
      clock('swallowed', RARELY, (_tick, { transaction }) =>
        transaction(() => {
          throw new Error('refused');
        }).catch(() => undefined),
      ),
    ]);
    await vi.waitFor(async () => expect(await settled('swallowed')).toHaveLength(1), soon);
  });
});
