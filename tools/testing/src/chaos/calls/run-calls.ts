import { setTimeout as sleep } from 'node:timers/promises';
import { createRabbitmq } from '@carveout/adapters/rabbitmq';
import { compose, newId } from '@carveout/runtime';
import type { CallLink, CallReply, Deployment } from '@carveout/runtime';
import pg from 'pg';
import pino from 'pino';
import { seededRandom } from '../../load/random.ts';
import { AnsweringProcess } from './answering-process.ts';
import type { CallsArguments } from './arguments.ts';
import { LEAST_IN_FLIGHT, answerFaults, effectFaults, loadFaults } from './call-record.ts';
import { Caller } from './caller.ts';
import type { MakeCall } from './caller.ts';
import { payerModule, topology } from './till.ts';
import type { TillCalls } from './till.ts';

export interface CallsReport {
  readonly seed: number;
  readonly kills: number;
  readonly calls: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Calls in flight at the moments of the kills. */
  readonly inFlight: { readonly least: number; readonly median: number };
  readonly longestOverMs: number;
  readonly faults: readonly string[];
}

export interface CallsBacking {
  readonly databaseUrl: string;
  readonly brokerUrl: string;
  readonly onProgress: (line: string) => void;
}

const LEAST_ALIVE_MS = 50;
const MOST_ALIVE_MS = 400;
/** Of the calls that are wanted, the part that is in flight before the next kill is drawn. */
const FULL = 0.9;
const FULL_WITHIN_MS = 10_000;
/** How long a kill waits for calls in flight: a process that is slow to get up leaves few for a while. */
const ENOUGH_WITHIN_MS = 60_000;
/** A process that does not get up in this time is a fault of the run itself. */
const UP_MS = 60_000;

/** Keeps calls in flight while the process that answers them is killed over and over. */
export async function runCalls(wanted: CallsArguments, backing: CallsBacking): Promise<CallsReport> {
  const { kills, seed, inFlight, control } = wanted;
  const random = seededRandom(seed).next;
  const { calls: link, events } = createRabbitmq({ url: backing.brokerUrl, host: 'payer', log });
  const deployment = compose({
    deployable: 'payer',
    topology,
    modules: [payerModule],
    callLinks: { rabbitmq: link },
    eventLink: events,
    log,
    env: {},
  });
  await deployment.start();
  const caller = new Caller(control ? throughLink(link) : throughPipeline(deployment), random);
  const seen: number[] = [];
  const answering = new Answering(backing);
  try {
    await answering.next();
    caller.start(inFlight);
    for (let kill = 1; kill <= kills; kill += 1) {
      await untilInFlight(caller, inFlight * FULL, FULL_WITHIN_MS);
      await sleep(LEAST_ALIVE_MS + random() * (MOST_ALIVE_MS - LEAST_ALIVE_MS));
      await untilInFlight(caller, inFlight * LEAST_IN_FLIGHT, ENOUGH_WITHIN_MS);
      seen.push(caller.inFlight);
      await answering.kill();
      await answering.next();
      if (kill % 20 === 0) backing.onProgress(`${kill} kills, ${caller.calls.length} calls`);
    }
    await caller.end();
  } finally {
    await answering.end();
    await deployment.stop(1_000);
  }
  const faults = [
    ...caller.pending,
    ...caller.faults,
    ...effectFaults(caller.calls, await paid(backing.databaseUrl)),
    ...answerFaults(caller.calls),
    ...loadFaults(spread(seen).median, inFlight),
  ];
  return { seed, kills, ...counted(caller), inFlight: spread(seen), faults };
}

const log = pino({ level: 'silent' });

/** The process that answers, and one that waits to take its place. */
class Answering {
  readonly #env: Readonly<Record<string, string>>;
  #count = 0;
  #spare: AnsweringProcess;
  #current: AnsweringProcess | undefined;

  constructor({ databaseUrl, brokerUrl }: CallsBacking) {
    this.#env = { DATABASE_URL: databaseUrl, RABBITMQ_URL: brokerUrl };
    this.#spare = this.#spawn();
  }

  async next(): Promise<void> {
    const next = this.#spare;
    this.#current = next;
    const late = sleep(UP_MS, 'late', { ref: false });
    if ((await Promise.race([next.answers(), late])) === 'late')
      throw new Error(`a process did not answer within ${UP_MS} ms`);
    this.#spare = this.#spawn();
  }

  async kill(): Promise<void> {
    await this.#current?.kill();
  }

  async end(): Promise<void> {
    await Promise.all([this.#current?.kill(), this.#spare.kill()]);
  }

  #spawn(): AnsweringProcess {
    return new AnsweringProcess(`till-${(this.#count += 1)}`, this.#env);
  }
}

async function untilInFlight(caller: Caller, count: number, withinMs: number): Promise<void> {
  const until = Date.now() + withinMs;
  while (caller.inFlight < count && Date.now() < until) await sleep(10);
}

function throughPipeline(deployment: Deployment): MakeCall {
  return (payment, waitMs, timeout) => {
    const calls = (deployment.callsAs('payer', { deadline: Date.now() + 60_000 }) as { till: TillCalls }).till;
    return payment === undefined
      ? calls.look({ waitMs }, { timeout })
      : calls.pay({ payment, waitMs }, { timeout, key: payment });
  };
}

/** What a call is without the pipeline: it ends when the link says so. */
function throughLink(link: CallLink): MakeCall {
  return (payment, waitMs, timeout) =>
    new Promise<void>((resolve, reject) => {
      const id = newId();
      const envelope = { id, correlation: id, caller: 'payer', deadline: Date.now() + timeout, key: payment };
      const input = payment === undefined ? { waitMs } : { payment, waitMs };
      const pending = {
        settled: false,
        sent: () => undefined,
        keep: () => undefined,
        reply: (reply: CallReply) => {
          pending.settled = true;
          if (reply.kind === 'value') resolve();
          else reject(new Error(reply.kind));
        },
      };
      link.send({ module: 'till', operation: payment === undefined ? 'look' : 'pay', envelope, input }, pending);
    });
}

async function paid(url: string): Promise<Map<string, number>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ payment: string; count: string }>(
      'select payment, count(*) as count from till.payments group by payment',
    );
    return new Map(rows.map(({ payment, count }) => [payment, Number(count)]));
  } finally {
    await client.end();
  }
}

function counted({ calls, longestOverMs }: Caller): Pick<CallsReport, 'calls' | 'outcomes' | 'longestOverMs'> {
  const outcomes: Record<string, number> = {};
  for (const { outcome = 'pending' } of calls) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  return { calls: calls.length, outcomes, longestOverMs: Math.round(longestOverMs) };
}

function spread(seen: readonly number[]): CallsReport['inFlight'] {
  const sorted = [...seen].sort((a, b) => a - b);
  return { least: sorted[0] ?? 0, median: sorted[sorted.length >> 1] ?? 0 };
}
