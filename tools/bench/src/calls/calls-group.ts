import type { Group } from '../harness/figure.ts';
import type { Servers } from '../harness/servers.ts';
import { callFigures, pairKinds } from './call-figures.ts';
import type { PairName } from './call-figures.ts';
import { inProcessFigure, withInProcess } from './in-process/in-process-figure.ts';
import { startPair } from './pair.ts';
import type { Pair } from './pair.ts';

/** Request and reply: over RabbitMQ, and within a process. */
export function callsGroup(servers: Servers): Group {
  return {
    name: 'calls',
    figures: [...callFigures, inProcessFigure],
    run: async (chosen, measure) => {
      const figures = callFigures.filter((figure) => chosen.includes(figure));
      if (figures.length > 0) {
        const broker = await servers.broker();
        const vhost = await broker.vhost('calls');
        const pairs = new Map<PairName, Pair>();
        const pairOf = async (name: PairName): Promise<Pair> => {
          let pair = pairs.get(name);
          if (!pair) pairs.set(name, (pair = await startPair(pairKinds[name], vhost.url, broker.pid)));
          return pair;
        };
        try {
          for (const figure of figures) {
            const names: PairName[] = ['ours', ...figure.wanted.map(({ against }) => against)];
            const contestants = [];
            for (const name of names) {
              const pair = await pairOf(name);
              contestants.push({ name, sample: () => pair.sample(figure.load) });
            }
            await measure({ figure, contestants });
          }
        } finally {
          await Promise.all([...pairs.values()].map((pair) => pair.end()));
        }
      }
      if (chosen.includes(inProcessFigure)) await withInProcess(measure);
    },
  };
}
