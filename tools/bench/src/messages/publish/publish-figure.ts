import type { Broker } from '../../harness/backing.ts';
import type { Child } from '../../harness/child.ts';
import type { Figure, ReadyFigure } from '../../harness/figure.ts';
import { withPrograms } from '../programs.ts';
import type { PublishOffers } from './publish-role.ts';

const SECONDS = 1.5;

export const publishFigure: Figure = {
  name: 'publish-confirmed-quorum',
  what: 'messages published to a quorum queue, persistent, each confirmed',
  unit: 'messages/s',
  better: 'higher',
  wanted: [
    { against: 'await-each', ratio: 20 },
    { against: 'nestjs', ratio: 1.3 },
  ],
};

export async function withPublishers(broker: Broker, measure: (ready: ReadyFigure) => Promise<void>): Promise<void> {
  const vhost = await broker.vhost('publish');
  const programs = Object.fromEntries(
    ['ours', ...publishFigure.wanted.map(({ against }) => against)].map((name) => [
      name,
      new URL(`${name}.ts`, import.meta.url),
    ]),
  );
  const start = (child: Child<PublishOffers>): Promise<void> => child.call('start', { url: vhost.url });
  await withPrograms<PublishOffers>(programs, start, async (children) => {
    const contestants = children.map((child) => ({
      name: child.name,
      sample: async () => {
        await broker.purge(vhost.name);
        const { perSecond, p50ms, p99ms } = await child.call('measure', SECONDS);
        return { value: perSecond, notes: { 'p50 ms': p50ms, 'p99 ms': p99ms } };
      },
    }));
    await measure({ figure: publishFigure, contestants });
  });
}
