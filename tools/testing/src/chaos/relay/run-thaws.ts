import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPostgresStore } from '@carveout/adapters/postgres';
import type { Store } from '@carveout/runtime';
import pino from 'pino';
import { seededRandom } from '../../load/random.ts';
import type { Random } from '../../load/random.ts';
import { LoopDelay } from '../../measure/loop-delay.ts';
import { monotonicMs } from '../../measure/monotonic.ts';
import type { Span } from '../../measure/spans.ts';
import { Committer } from './committer.ts';
import { unfenced } from './host-lines.ts';
import { LeaseRow } from './lease-row.ts';
import { ledgerPersistence } from './ledger.ts';
import { RelayingProcess } from './relaying-process.ts';
import { judgeTakeover, takeoverSince } from './takeover.ts';
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
/** Of the freezes, at most so many may catch a row between the question and the publish. */
const MOST_CAUGHT = 0.1;
const ACCOUNTS = 8;
/** How often the database is asked who has the lease, and what one question may take before it is held to be late. */
const ASK_EVERY_MS = 10;
const ASK_MS = 10;
/** A frozen relay's successor must be there after two leases; more time than that is given so that it can be told. */
const TAKEOVER_LIMIT_MS = 60_000;
/** How long is waited for what is no matter of time: a slow machine may have it. */
const WAIT_LIMIT_MS = 300_000;

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
  const delay = new LoopDelay(monotonicMs);
  delay.start();
  const faults: string[] = [];
  const takeovers: number[] = [];
  try {
    await Promise.all(relays.map((relay) => relay.ready()));
    await untilHeld(lease);
    const committer = new Committer(store, ACCOUNTS);
    for (let round = 1; round <= thaws; round++) {
      const took = await freezeAndThaw({ lease, relays, random, delay });
      if (took === undefined) round -= 1;
      else if (typeof took === 'string') faults.push(`freeze ${round}: ${took}`);
      else takeovers.push(took);
      if (round % 10 === 0 && took !== undefined)
        onProgress(`${round} of ${thaws} freezes, ${witness.count} deliveries`);
    }
    await committer.stop();
    if (!(await drained(store)))
      faults.push(`the outbox was not empty ${WAIT_LIMIT_MS / 60_000} minutes after the last entry`);
    await allHeard(witness, committer);
    const { repeats, faults: outOfOrder } = orderOf(witness.heard, committer.committed);
    const unheld = relays.map(({ lines }) => unfenced(lines, LEASE_MS));
    const caught = unheld.reduce((sum, one) => sum + one.caught, 0);
    // What was published without the lease comes first: it is why the rest is out of order.
    faults.unshift(...unheld.flatMap((one) => one.faults));
    faults.push(...outOfOrder);
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
    delay.stop();
    await Promise.all(relays.map((relay) => relay.end()));
    await Promise.all([lease.end(), store.stop(), witness.stop()]);
  }
}

interface Thawing {
  readonly lease: LeaseRow;
  readonly relays: readonly RelayingProcess[];
  readonly random: Random;
  /** Of this process. */
  readonly delay: LoopDelay;
}

/** How long the takeover took, in ms, or what was wrong with it. Undefined when the freeze had no part in it. */
async function freezeAndThaw({ lease, relays, random, delay }: Thawing): Promise<number | string | undefined> {
  const holder = await lease.holder();
  const relay = relays.find(({ name }) => name === holder?.host) ?? random.pick(relays);
  const successor = relays.find((one) => one !== relay)!;
  await sleep(random.between(0, 200));
  const frozenAt = monotonicMs();
  relay.signal('SIGSTOP');
  let took: number | string | undefined;
  let fence: number | undefined;
  try {
    const databaseLate = await untilTaken(successor, frozenAt, lease, delay);
    fence = (await lease.holder())?.fence;
    await sleep(random.between(0, LEASE_MS / 2));
    took = judgeTakeover(takeoverSince(successor.lines, frozenAt), { frozenAt, leaseMs: LEASE_MS, databaseLate });
  } finally {
    relay.signal('SIGCONT');
  }
  const { length } = relay.lines;
  await sleep(random.between(100, LEASE_MS / 2));
  return typeof took !== 'number' || (await noticed(relay, length, lease, fence))
    ? took
    : `${relay.name} went on as if it had the lease`;
}

/** Waits until the successor says that it has the lease. Answers when the database kept this process waiting meanwhile. */
async function untilTaken(
  { lines }: RelayingProcess,
  frozenAt: number,
  lease: LeaseRow,
  delay: LoopDelay,
): Promise<Span[]> {
  const late: Span[] = [];
  while (takeoverSince(lines, frozenAt) === undefined && monotonicMs() - frozenAt < TAKEOVER_LIMIT_MS) {
    const askedAt = monotonicMs();
    await lease.holder();
    const now = monotonicMs();
    // What this process itself was held up is no delay of the database.
    const answeredAt = now - delay.between(askedAt, now);
    if (answeredAt > askedAt + ASK_MS) late.push({ from: askedAt + ASK_MS, to: answeredAt });
    await sleep(ASK_EVERY_MS);
  }
  return late;
}

/**
 * Whether a thawed relay has asked for the lease and was told that it is another's; or was given it, since the successor had
 * let it run out: the fence tells that it has changed hands again.
 */
async function noticed(
  { lines }: RelayingProcess,
  since: number,
  lease: LeaseRow,
  fence: number | undefined,
): Promise<boolean> {
  for (const until = Date.now() + WAIT_LIMIT_MS; Date.now() < until; await sleep(ASK_EVERY_MS)) {
    if (lines.slice(since).some((line) => line.line === 'lease' && !line.held)) return true;
    const now = await lease.holder();
    if (fence !== undefined && now !== undefined && now.fence > fence) return true;
  }
  return false;
}

async function untilHeld(lease: LeaseRow): Promise<void> {
  for (const until = Date.now() + WAIT_LIMIT_MS; (await lease.holder()) === undefined; await sleep(ASK_EVERY_MS))
    if (Date.now() > until) throw new Error('no relay takes the lease');
}

/** What is confirmed has not arrived yet. What does not arrive in time is missed by the check of the order. */
async function allHeard({ heard }: Witness, { committed }: Committer): Promise<void> {
  const missing = (): boolean => [...committed].some(([account, last]) => heard.get(account)?.includes(last) !== true);
  for (const until = Date.now() + WAIT_LIMIT_MS; Date.now() < until && missing();) await sleep(100);
}

async function drained(store: Store): Promise<boolean> {
  for (const until = Date.now() + WAIT_LIMIT_MS; Date.now() < until; await sleep(100)) {
    if ((await store.outbox.lag()).rows === 0) return true;
  }
  return false;
}

function ledgerStore(url: string): Store {
  const log = pino({ level: 'error' }, pino.destination(2));
  return createPostgresStore({ module: 'ledger', persistence: ledgerPersistence, url, log, production: false });
}

function spread(times: readonly number[]): ThawReport['takeoverMs'] {
  const sorted = times.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1] ?? 0, longest: sorted.at(-1) ?? 0 };
}
