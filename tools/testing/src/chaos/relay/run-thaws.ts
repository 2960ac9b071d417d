import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPostgresStore } from '@carveout/adapters/postgres';
import type { Store } from '@carveout/runtime';
import pg from 'pg';
import pino from 'pino';
import { seededRandom } from '../../load/random.ts';
import type { Random } from '../../load/random.ts';
import { Committer } from './committer.ts';
import { unfenced } from './host-lines.ts';
import { ledgerPersistence } from './ledger.ts';
import { RelayingProcess } from './relaying-process.ts';
import { Witness, orderOf } from './witness.ts';

export interface ThawOptions {
  readonly databaseUrl: string;
  readonly brokerUrl: string;
  readonly thaws: number;
  readonly seed: number;
  /** Runs relays that do not ask for the lease: the checks must see it. */
  readonly control: boolean;
  readonly onProgress: (line: string) => void;
}

export interface ThawReport {
  readonly seed: number;
  /** Freezes past the lease's end that were followed by a takeover and a thaw. */
  readonly thaws: number;
  /** Entries that were committed, and so many deliveries of them that came before. */
  readonly entries: number;
  readonly repeats: number;
  /** Rows that a freeze caught between the question for the lease and the publish. */
  readonly caught: number;
  /** From the freeze until the other relay had the lease: the longest and the median, in ms. */
  readonly takeoverMs: { readonly median: number; readonly longest: number };
  readonly leaseMs: number;
  readonly faults: readonly string[];
}

const LEASE_MS = 2_000;
/** A lease is renewed three times within its length: whoever loses it sooner than this did not lose it by the freeze. */
const LEAST_TAKEOVER_MS = LEASE_MS / 2;
/** How long the thawed relay may take to see that it has lost the lease. */
const NOTICED_LIMIT_MS = 10_000;
/** Of the freezes, at most so many may catch a row between the question and the publish. */
const MOST_CAUGHT = 0.1;
const ACCOUNTS = 8;
/** A frozen relay's successor must be there after two leases; more time than that is given so that it can be told. */
const TAKEOVER_LIMIT_MS = 5 * LEASE_MS;
const HEARD_LIMIT_MS = 30_000;
/** How often it is asked who has the lease, and what one question may take before the machine is held to be late. */
const ASK_EVERY_MS = 10;
const ASK_MS = 10;
const DRAIN_LIMIT_MS = 60_000;

/**
 * Two processes relay one outbox that is written all the time. Again and again the one that has the lease is frozen
 * until the other has taken over, and thawed.
 */
export async function runThaws(options: ThawOptions): Promise<ThawReport> {
  const { databaseUrl, brokerUrl, thaws, control, onProgress } = options;
  const random = seededRandom(options.seed);
  const witness = new Witness(brokerUrl);
  await witness.start();
  const store = ledgerStore(databaseUrl);
  await store.start();
  const env = {
    DATABASE_URL: databaseUrl,
    RABBITMQ_URL: brokerUrl,
    LEASE_MS: String(LEASE_MS),
    UNFENCED: control ? '1' : '0',
  };
  const tag = randomBytes(3).toString('hex');
  const relays = ['a', 'b'].map((name) => new RelayingProcess(`relay-${name}-${tag}`, env));
  const lease = new LeaseRow(databaseUrl);
  const faults: string[] = [];
  const takeovers: number[] = [];
  try {
    await Promise.all(relays.map((relay) => relay.ready()));
    await takenFrom(lease, undefined, performance.now());
    const committer = new Committer(store, ACCOUNTS);
    for (let round = 1; round <= thaws; round++) {
      const took = await freezeAndThaw(lease, relays, random);
      if (took === undefined) round -= 1;
      else if (typeof took === 'string') faults.push(`freeze ${round}: ${took}`);
      else takeovers.push(took);
      if (round % 10 === 0 && took !== undefined)
        onProgress(`${round} of ${thaws} freezes, ${witness.count} deliveries`);
    }
    await committer.stop();
    if (!(await drained(store))) faults.push('the outbox was not empty a minute after the last entry');
    await allHeard(witness, committer);
    const { repeats, faults: outOfOrder } = orderOf(witness.heard, committer.committed);
    const unheld = relays.map(({ lines }) => unfenced(lines, LEASE_MS));
    const caught = unheld.reduce((sum, one) => sum + one.caught, 0);
    faults.push(...outOfOrder, ...unheld.flatMap((one) => one.faults));
    if (caught > Math.max(1, thaws * MOST_CAUGHT)) faults.push(`${caught} rows were published after a lease had ended`);
    const entries = [...committer.committed.values()].reduce((sum, count) => sum + count, 0);
    return {
      seed: options.seed,
      thaws: takeovers.length,
      entries,
      repeats,
      caught,
      takeoverMs: spread(takeovers),
      leaseMs: LEASE_MS,
      faults,
    };
  } finally {
    await Promise.all(relays.map((relay) => relay.end()));
    await Promise.all([lease.end(), store.stop(), witness.stop()]);
  }
}

/**
 * How long the takeover took, in ms, or what was wrong with it. Undefined when the lease went over before the freeze can
 * have had a part in that.
 */
async function freezeAndThaw(
  lease: LeaseRow,
  relays: readonly RelayingProcess[],
  random: Random,
): Promise<number | string | undefined> {
  const holder = await lease.holder();
  const relay = relays.find(({ name }) => name === holder) ?? random.pick(relays);
  await sleep(random.between(0, 200));
  relay.signal('SIGSTOP');
  let took: number | string | undefined;
  try {
    const taken = await takenFrom(lease, holder, performance.now());
    await sleep(random.between(0, LEASE_MS / 2));
    took = judged(taken);
  } finally {
    relay.signal('SIGCONT');
  }
  const { length } = relay.lines;
  await sleep(random.between(100, LEASE_MS / 2));
  return typeof took !== 'number' || (await noticed(relay, length))
    ? took
    : `${relay.name} went on as if it had the lease`;
}

interface Taken {
  readonly took: number;
  readonly late: number;
}

function judged(taken: Taken | undefined): number | string | undefined {
  if (taken === undefined) return `nobody had taken over after ${TAKEOVER_LIMIT_MS} ms`;
  const { took, late } = taken;
  if (took < LEAST_TAKEOVER_MS) return undefined;
  if (took <= 2 * LEASE_MS + late) return took;
  return `the takeover took ${took} ms, more than two leases; of that the machine itself was ${late} ms late`;
}

/** Whether a thawed relay has asked for the lease and was told that it is another's. */
async function noticed({ lines }: RelayingProcess, since: number): Promise<boolean> {
  for (const until = Date.now() + NOTICED_LIMIT_MS; Date.now() < until; await sleep(10)) {
    if (lines.slice(since).some((line) => line.line === 'lease' && !line.held)) return true;
  }
  return false;
}

/** What is confirmed has not arrived yet. What does not arrive in time is missed by the check of the order. */
async function allHeard({ heard }: Witness, { committed }: Committer): Promise<void> {
  const missing = (): boolean => [...committed].some(([account, last]) => heard.get(account)?.includes(last) !== true);
  for (const until = Date.now() + HEARD_LIMIT_MS; Date.now() < until && missing();) await sleep(100);
}

/**
 * How long it took until somebody else than `holder` had the lease, and how late these questions' own timers and answers
 * were in that time, in ms: a machine that stands still keeps the successor waiting, too.
 */
async function takenFrom(lease: LeaseRow, holder: string | undefined, since: number): Promise<Taken | undefined> {
  let late = 0;
  for (let asked = since; asked - since < TAKEOVER_LIMIT_MS;) {
    if ((await lease.holder()) !== holder)
      return { took: Math.round(performance.now() - since), late: Math.round(late) };
    await sleep(ASK_EVERY_MS);
    const now = performance.now();
    late += Math.max(0, now - asked - ASK_EVERY_MS - ASK_MS);
    asked = now;
  }
  return undefined;
}

async function drained(store: Store): Promise<boolean> {
  for (const until = Date.now() + DRAIN_LIMIT_MS; Date.now() < until; await sleep(100)) {
    if ((await store.outbox.lag()).rows === 0) return true;
  }
  return false;
}

/** The row of the database that says who has the lease. */
class LeaseRow {
  readonly #pool: pg.Pool;

  constructor(databaseUrl: string) {
    this.#pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  }

  async holder(): Promise<string | undefined> {
    const { rows } = await this.#pool.query<{ host: string }>('select host from ledger.carveout_relay');
    return rows[0]?.host;
  }

  end(): Promise<void> {
    return this.#pool.end();
  }
}

function ledgerStore(url: string): Store {
  const log = pino({ level: 'error' }, pino.destination(2));
  return createPostgresStore({ module: 'ledger', persistence: ledgerPersistence, url, log, production: false });
}

function spread(times: readonly number[]): ThawReport['takeoverMs'] {
  const sorted = times.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1] ?? 0, longest: sorted.at(-1) ?? 0 };
}
