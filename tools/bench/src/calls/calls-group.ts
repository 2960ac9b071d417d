import type { CreatedVhost } from '@carveout/testing/backing';
import type { Contestant, Group, ReadyFigure } from '../harness/figure.ts';
import type { Servers } from '../harness/servers.ts';
import { callFigures, pairKinds } from './call-figures.ts';
import type { CallFigure, PairName } from './call-figures.ts';
import { inProcessFigure, withInProcess } from './in-process/in-process-figure.ts';
import { startPair } from './pair.ts';
import type { Pair } from './pair.ts';

/** Request and reply: over RabbitMQ, and within a process. */
export function callsGroup(servers: Servers): Group {
  const pairs = new Map<PairName, Pair>();
  let vhost: Promise<CreatedVhost> | undefined;

  async function pairOf(name: PairName): Promise<Pair> {
    const broker = await servers.broker();
    const { url } = await (vhost ??= broker.vhost('calls'));
    let pair = pairs.get(name);
    if (!pair) pairs.set(name, (pair = await startPair(pairKinds[name], url, broker.pid)));
    return pair;
  }

  async function ready(figure: CallFigure): Promise<ReadyFigure> {
    const contestants: Contestant[] = [];
    for (const name of ['ours', ...figure.wanted.map(({ against }) => against)] as const) {
      const pair = await pairOf(name);
      contestants.push({ name, sample: () => pair.sample(figure.load) });
    }
    return { figure, contestants };
  }

  return {
    name: 'calls',
    figures: [...callFigures, inProcessFigure],
    run: async (figure, measure) => {
      const overRabbitmq = callFigures.find(({ name }) => name === figure.name);
      if (overRabbitmq) await measure(await ready(overRabbitmq));
      else await withInProcess(measure);
    },
    end: async () => {
      await Promise.all([...pairs.values()].map((pair) => pair.end()));
    },
  };
}
