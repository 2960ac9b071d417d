import { startChild } from '../harness/child.ts';
import type { Child } from '../harness/child.ts';
import { cpuTimeOfTree, memoryOf, processTree } from '../harness/cpu-time.ts';
import type { Contestant, Group, Sample } from '../harness/figure.ts';
import { getFigure, IN_FLIGHT, postFigure, SECONDS } from './gateway-figures.ts';
import { hasNginx, startNginx } from './nginx.ts';
import type { GatewayOffers, InstanceOffers, IssuerOffers, LoadOffers, LoadOptions } from './roles.ts';

const WARM_S = 6;

/** Programs by contestant, ours first. */
const programs = {
  ours: 'ours.ts',
  'fast-gateway, JWT': 'fast-gateway-jwt.mjs',
  'fast-gateway': 'fast-gateway.mjs',
  'http-proxy': 'http-proxy.mjs',
};

interface Place {
  readonly load: Child<LoadOffers>;
  readonly token: string;
  readonly gateways: readonly { readonly name: string; readonly pid: number; readonly port: number }[];
}

/**
 * What a gateway costs, before one instance: ours with all its policies; a peer that verifies tokens, as ours does beside
 * much else; and peers that pass on what comes.
 */
export function gatewayGroup(): Group {
  const ends: (() => Promise<void>)[] = [];
  let place: Promise<Place> | undefined;
  return {
    name: 'gateway',
    figures: [getFigure, postFigure],
    run: async (figure, measure) => {
      const { load, token, gateways } = await (place ??= start(ends));
      const method = figure === getFigure ? 'GET' : 'POST';
      const contestants = gateways.map(({ name, pid, port }): Contestant => {
        const options: LoadOptions = { port, method, inFlight: IN_FLIGHT, seconds: SECONDS, token };
        return { name, sample: () => sample(load, pid, options) };
      });
      await measure({ figure, contestants });
    },
    end: async () => {
      await Promise.all(ends.splice(0).map((end) => end()));
      place = undefined;
    },
  };
}

async function start(ends: (() => Promise<void>)[]): Promise<Place> {
  const child = async <O>(name: string, program: string): Promise<Child<O>> => {
    const started = await startChild<O>(name, new URL(program, import.meta.url));
    ends.push(() => started.end());
    return started;
  };
  const instance = await child<InstanceOffers>('instance', 'instance.ts');
  const upstream = await instance.call('start');
  const issuing = await child<IssuerOffers>('issuer', 'issuer.ts');
  const issuer = await issuing.call('start');
  const load = await child<LoadOffers>('load', 'load.ts');
  const gateways = [];
  for (const [name, program] of Object.entries(programs)) {
    const gateway = await child<GatewayOffers>(name, program);
    gateways.push({ name, pid: gateway.pid, port: await gateway.call('start', { upstream, issuer }) });
  }
  if (hasNginx()) {
    const { pid, port, end } = await startNginx(upstream);
    ends.push(end);
    gateways.push({ name: 'nginx', pid, port });
  }
  const token = await issuing.call('token');
  // What is compiled late has the longer way to its speed: nobody is measured on it.
  for (const { port } of gateways)
    await load.call('load', { port, method: 'GET', inFlight: IN_FLIGHT, seconds: WARM_S, token });
  return { load, token, gateways };
}

async function sample(load: Child<LoadOffers>, pid: number, options: LoadOptions): Promise<Sample> {
  const before = cpuTimeOfTree(pid);
  const { requests, seconds, p50, p99, failure } = await load.call('load', options);
  const cpu = cpuTimeOfTree(pid) - before;
  if (failure !== undefined) throw new Error(`a request failed: ${failure}`);
  return {
    value: requests / seconds,
    notes: {
      'p50 ms': p50,
      'p99 ms': p99,
      'gateway µs': cpu / requests,
      MB: processTree(pid).reduce((sum, one) => sum + (memoryOf(one)?.pss ?? Number.NaN), 0),
    },
  };
}
