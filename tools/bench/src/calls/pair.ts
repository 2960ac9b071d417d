import { startChild } from '../harness/child.ts';
import type { Child } from '../harness/child.ts';
import { cpuTimeOf } from '../harness/cpu-time.ts';
import type { Sample } from '../harness/figure.ts';
import { freePort } from '../harness/free-port.ts';
import type { AnswererOffers, ClientOffers, PairSetting } from './roles.ts';

/** How one contestant's calls travel, and which programs ask and answer. */
export interface PairKind {
  readonly name: string;
  /** Files in `pairs/`: `<program>-client.ts` and `<program>-answerer.ts`. */
  readonly program: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** It needs no broker. */
  readonly brokerless?: boolean;
}

export interface CallLoad {
  readonly inFlight: number;
  readonly seconds: number;
  /** Answers take 1 to 5 ms at random. */
  readonly busy: boolean;
}

/** A client and an answerer, each in a process of its own. */
export interface Pair {
  readonly name: string;
  sample(load: CallLoad): Promise<Sample>;
  end(): Promise<void>;
}

/** @param brokerPid for its CPU time per call; undefined when it cannot be told. */
export async function startPair(kind: PairKind, url: string, brokerPid: number | undefined): Promise<Pair> {
  const programs = (role: string): URL => new URL(`pairs/${kind.program}-${role}.ts`, import.meta.url);
  const answerer = await startChild<AnswererOffers>(`${kind.name} answerer`, programs('answerer'), kind.environment);
  const client = await startChild<ClientOffers>(`${kind.name} client`, programs('client'), kind.environment);
  const setting: PairSetting = { url, ports: [await freePort(), await freePort()] };
  await answerer.call('start', setting);
  await client.call('start', setting);
  return {
    name: kind.name,
    sample: (load) => sample(client, answerer, brokerPid, load),
    end: async () => {
      await client.end();
      await answerer.end();
    },
  };
}

async function sample(
  client: Child<ClientOffers>,
  answerer: Child<AnswererOffers>,
  brokerPid: number | undefined,
  { inFlight, seconds, busy }: CallLoad,
): Promise<Sample> {
  await answerer.call('setBusy', busy);
  const processes = { client: client.pid, answerer: answerer.pid, broker: brokerPid };
  const before = cpuTimes(processes);
  const driven = await client.call('measure', { inFlight, seconds });
  const after = cpuTimes(processes);
  const notes: Record<string, number> = { 'p50 ms': driven.p50ms, 'p99 ms': driven.p99ms };
  for (const [name, used] of Object.entries(after)) {
    notes[`${name} µs`] = (used - (before[name] ?? Number.NaN)) / driven.calls;
  }
  return { value: driven.perSecond, notes };
}

function cpuTimes(processes: Readonly<Record<string, number | undefined>>): Record<string, number> {
  const times: Record<string, number> = {};
  for (const [name, pid] of Object.entries(processes)) {
    const used = pid === undefined ? undefined : cpuTimeOf(pid);
    if (used !== undefined) times[name] = used;
  }
  return times;
}
