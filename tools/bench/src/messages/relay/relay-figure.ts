import type { Broker, Database } from '../../harness/backing.ts';
import type { Child } from '../../harness/child.ts';
import type { Figure, ReadyFigure } from '../../harness/figure.ts';
import { withPrograms } from '../programs.ts';
import type { RelayOffers } from './relay-role.ts';

/** Rows per sample: enough for each to take a second or so. */
const rows: Readonly<Record<string, number>> = { ours: 20_000, 'one-by-one': 800 };

export const relayFigure: Figure = {
  name: 'outbox-relay',
  what: 'rows moved from an outbox to a quorum queue, each confirmed before it is taken off',
  unit: 'rows/s',
  better: 'higher',
  wanted: [{ against: 'one-by-one', ratio: 25 }],
};

export async function withRelays(
  broker: Broker,
  database: Database,
  measure: (ready: ReadyFigure) => Promise<void>,
): Promise<void> {
  const vhost = await broker.vhost('relay');
  const { url } = await database.database('relay');
  const programs = Object.fromEntries(Object.keys(rows).map((name) => [name, new URL(`${name}.ts`, import.meta.url)]));
  const start = (child: Child<RelayOffers>): Promise<void> =>
    child.call('start', { brokerUrl: vhost.url, databaseUrl: url });
  await withPrograms<RelayOffers>(programs, start, async (children) => {
    const contestants = children.map((child) => ({
      name: child.name,
      sample: async () => {
        await broker.purge(vhost.name);
        await child.call('fill', rows[child.name]!);
        return { value: await child.call('relay', rows[child.name]!) };
      },
    }));
    await measure({ figure: relayFigure, contestants });
  });
}
