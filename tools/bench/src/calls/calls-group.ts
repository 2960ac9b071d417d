import type { CreatedVhost } from '@carveout/testing/backing';
import type { Contestant, Group, ReadyFigure } from '../harness/figure.ts';
import type { Servers } from '../harness/servers.ts';
import { callFigures, pairKinds } from './call-figures.ts';
import type { CallFigure, PairName } from './call-figures.ts';
import { inProcessFigure, withInProcess } from './in-process/in-process-figure.ts';
import { startPair } from './pair.ts';
import type { Pair, PairKind } from './pair.ts';

/** Request and reply: over RabbitMQ and HTTP, and within a process. */
export function callsGroup(servers: Servers): Group {
  const pairs = new Map<PairName, Pair>();
  let vhost: Promise<CreatedVhost> | undefined;

  async function pairOf(name: PairName): Promise<Pair> {
    const known = pairs.get(name);
    if (known !== undefined) return known;
    const kind: PairKind = pairKinds[name];
    const pair = kind.brokerless ? await startPair(kind, '', undefined) : await startOverBroker(kind);
    pairs.set(name, pair);
    return pair;
  }

  async function startOverBroker(kind: PairKind): Promise<Pair> {
    const broker = await servers.broker();
    const { url } = await (vhost ??= broker.vhost('calls'));
    return startPair(kind, url, broker.pid);
  }

  async function ready(figure: CallFigure): Promise<ReadyFigure> {
    const contestants: Contestant[] = [];
    for (const name of [figure.pair, ...figure.wanted.map(({ against }) => against)] as const) {
      const pair = await pairOf(name);
      contestants.push({ name: name === figure.pair ? 'ours' : name, sample: () => pair.sample(figure.load) });
    }
    return { figure, contestants };
  }

  return {
    name: 'calls',
    figures: [...callFigures, inProcessFigure],
    run: async (figure, measure) => {
      const betweenProcesses = callFigures.find(({ name }) => name === figure.name);
      if (betweenProcesses) await measure(await ready(betweenProcesses));
      else await withInProcess(measure);
    },
    end: async () => {
      await Promise.all([...pairs.values()].map((pair) => pair.end()));
    },
  };
}
