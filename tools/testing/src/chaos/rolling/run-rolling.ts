import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase, createVhost, keptFolder, usePostgres, useRabbitmq } from '../../backing/index.ts';
import { checkInvariants } from '../../load/index.ts';
import type { RollingArguments } from './arguments.ts';
import { Balancer } from './balancer.ts';
import type { Target } from './balancer.ts';
import { makeFleet, migrate, startFleet } from './fleet.ts';
import { Load } from './load.ts';
import { measurePeak } from './peak.ts';
import { PinnedClient } from './pinned-client.ts';
import { buildPrograms } from './programs.ts';
import type { Replica, Roll } from './replica.ts';
import { describeRoll } from './report.ts';
import { STEADY_MS, startLoad, steadyLoad } from './steady-load.ts';
import type { RunningLoad } from './steady-load.ts';
import type { Tally } from './tally.ts';
import type { RollingReport } from './verdict.ts';

/**
 * How often, in ms, clients that keep a connection to one door ask it; so many for each. The slow ones find theirs closed
 * where a door does not drain.
 */
const PINNED = [400, 400, 1_500, 1_500, 1_500, 1_500];
/** How long it is waited for what is left to do: no promise, so that a slow machine has its time. */
const SETTLE_WITHIN_MS = 300_000;

type Say = (line: string) => void;
/** What has to be undone, in the order in which it was done. */
export type Closers = (() => unknown)[];

/** Undoes all of it, the last first. */
export async function closeAll(closers: Closers): Promise<void> {
  for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close();
}

/** Runs the whole of it: servers, shop, load, restarts, and a look at what is left. */
export async function runRolling(
  workspace: string,
  wanted: RollingArguments,
  closers: Closers,
  say: Say,
): Promise<RollingReport> {
  const folder = join(keptFolder(workspace), 'rolling');
  try {
    const backing = await openBacking(folder, closers, say);
    say('building the deployables');
    const programs = await buildPrograms(workspace, folder);
    const environment = {
      ...backing,
      NODE_ENV: 'production',
      CARVEOUT_HOST: '127.0.0.1',
      PAYMENTS_FAKE_VAULT_SECRET: randomBytes(24).toString('hex'),
      ...(wanted.control ? { CARVEOUT_DRAIN_MS: '0' } : {}),
    };
    const settings = { programs, environment, logs: join(folder, 'logs') };
    await migrate(settings);
    const fleet = await makeFleet(settings);
    closers.push(() => Promise.all(fleet.map((replica) => replica.stop())));
    await startFleet(fleet);
    say(`${fleet.length} processes are ready`);
    const report = await underLoad(fleet, wanted, closers, say);
    const checked = await checkInvariants({
      environment: backing,
      acknowledged: report.acknowledged,
      settleWithinMs: SETTLE_WITHIN_MS,
    });
    say(checked.seen);
    return { ...report, acknowledged: report.acknowledged.length, invariants: checked.faults };
  } finally {
    await closeAll(closers);
  }
}

async function openBacking(folder: string, closers: Closers, say: Say): Promise<Record<string, string>> {
  const name = `rolling_${randomBytes(6).toString('hex')}`;
  const postgres = await usePostgres({ folder: join(folder, 'postgres'), persistent: true, log: say });
  closers.push(() => postgres.release());
  const rabbitmq = await useRabbitmq({ folder: join(folder, 'rabbitmq'), persistent: true, log: say });
  closers.push(() => rabbitmq.release());
  const database = await createDatabase(postgres, name);
  closers.push(() => database.drop());
  const vhost = await createVhost(rabbitmq, name);
  closers.push(() => vhost.drop());
  return { DATABASE_URL: database.url, RABBITMQ_URL: vhost.url };
}

type Loaded = Omit<RollingReport, 'acknowledged' | 'invariants'> & { readonly acknowledged: readonly string[] };

async function underLoad(
  fleet: readonly Replica[],
  wanted: RollingArguments,
  closers: Closers,
  say: Say,
): Promise<Loaded> {
  const targets = new Map<Replica, Target>();
  for (const replica of fleet) {
    const { port, adminPort } = replica.settings;
    if (port !== undefined) targets.set(replica, { port, adminPort });
  }
  const balancer = await Balancer.listen([...targets.values()]);
  closers.push(() => balancer.close());
  await untilReady(balancer, [...targets.values()]);
  const load = new Load(balancer.port, wanted.seed);
  closers.push(() => load.close());
  const rate = wanted.rate ?? Math.max(1, Math.floor((await measurePeak(load, say)) / 2));
  const stay = (tally: Tally): PinnedClient[] =>
    [...targets.values()].flatMap((target) =>
      PINNED.map((everyMs) => new PinnedClient(target.port, tally, () => balancer.isReady(target), everyMs)),
    );
  const start = (at: number): RunningLoad => startLoad(load, at, stay);
  const running = await steadyLoad({ rate, isMeasured: wanted.rate === undefined, start, say });
  const { tally, loop, pinned } = running;
  const rolls: Roll[] = [];
  const { only } = wanted;
  const order = fleet.filter(({ settings }) => only === undefined || only.includes(settings.deployable));
  try {
    for (let round = 1; round <= wanted.restarts; round += 1) {
      for (const replica of order) {
        const before = tally.failed;
        const roll = await replica.roll();
        rolls.push(roll);
        const target = targets.get(replica);
        if (target !== undefined) await untilReady(balancer, [target]);
        const failed = tally.failed - before;
        say(
          `${round}/${wanted.restarts} ${describeRoll(roll)}` +
            (failed === 0 ? '' : `, ${failed} FAILED: ${JSON.stringify(tally.lastFailure)}`),
        );
      }
    }
    await sleep(STEADY_MS);
  } finally {
    await running.end();
  }
  return {
    rate: running.rate,
    rateWanted: rate,
    seconds: (performance.now() - running.began) / 1_000,
    arrivals: loop.arrivals,
    turnedAway: loop.turnedAway,
    latestMs: loop.latestMs,
    figures: tally.figures(),
    acknowledged: load.acknowledged,
    rolls,
    rollsWanted: wanted.restarts * order.length,
    told: pinned.reduce((sum, { told }) => sum + told, 0),
    doorRolls: wanted.restarts * order.filter((replica) => targets.has(replica)).length,
  };
}

async function untilReady(balancer: Balancer, targets: readonly Target[]): Promise<void> {
  while (!targets.every((target) => balancer.isReady(target))) await sleep(20);
}
