import type { Broker } from '../../harness/backing.ts';
import type { Child } from '../../harness/child.ts';
import type { Figure, ReadyFigure } from '../../harness/figure.ts';
import { withPrograms } from '../programs.ts';
import type { ConsumeOffers } from './consume-role.ts';

const MESSAGES = 30_000;

export const consumeFigure: Figure = {
  name: 'consume-quorum',
  what: `${MESSAGES} messages consumed from a quorum queue, prefetch 500, each acknowledged, the adapter alone`,
  unit: 'messages/s',
  better: 'higher',
  wanted: [{ against: 'nestjs', ratio: 2 }],
};

export async function withConsumers(broker: Broker, measure: (ready: ReadyFigure) => Promise<void>): Promise<void> {
  const vhost = await broker.vhost('consume');
  const programs = { ours: new URL('ours.ts', import.meta.url), nestjs: new URL('nestjs.ts', import.meta.url) };
  const start = (child: Child<ConsumeOffers>): Promise<void> => child.call('start', { url: vhost.url });
  await withPrograms<ConsumeOffers>(programs, start, async (children) => {
    const contestants = children.map((child) => ({
      name: child.name,
      sample: async () => {
        await child.call('fill', MESSAGES);
        return { value: await child.call('drain', MESSAGES) };
      },
    }));
    await measure({ figure: consumeFigure, contestants });
  });
}
