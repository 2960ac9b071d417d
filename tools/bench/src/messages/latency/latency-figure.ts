import type { Broker, Database } from '../../harness/backing.ts';
import { startChild } from '../../harness/child.ts';
import type { Child } from '../../harness/child.ts';
import type { Contestant, Figure, ReadyFigure, Sample } from '../../harness/figure.ts';
import { quantile } from '../../harness/statistics.ts';
import type { ReaderOffers, WriterOffers } from './latency-role.ts';

const PACE = { perSecond: 50, seconds: 4 };

export const latencyFigure: Figure = {
  name: 'commit-to-consumer',
  what: `from a commit to the consumer in another process, at ${PACE.perSecond} transactions a second, p99`,
  unit: 'ms',
  better: 'lower',
  wanted: [{ against: 'poll-100ms', ratio: 6 }],
};

const programs = { ours: 'ours', 'poll-100ms': 'poll' } as const;

export async function withLatencies(
  broker: Broker,
  database: Database,
  measure: (ready: ReadyFigure) => Promise<void>,
): Promise<void> {
  const vhost = await broker.vhost('latency');
  const ending: Child<unknown>[] = [];
  try {
    const contestants: Contestant[] = [];
    for (const [name, program] of Object.entries(programs)) {
      const { url } = await database.database(`latency_${program}`);
      const setting = { brokerUrl: vhost.url, databaseUrl: url };
      const part = async <O>(role: string): Promise<Child<O>> => {
        const child = await startChild<O>(`${name} ${role}`, new URL(`${program}-${role}.ts`, import.meta.url));
        ending.push(child);
        return child;
      };
      const reader = await part<ReaderOffers>('reader');
      await reader.call('start', setting);
      const writer = await part<WriterOffers>('writer');
      await writer.call('start', setting);
      contestants.push({ name, sample: () => sample(writer, reader) });
    }
    await measure({ figure: latencyFigure, contestants });
  } finally {
    await Promise.all(ending.map((child) => child.end()));
  }
}

async function sample(writer: Child<WriterOffers>, reader: Child<ReaderOffers>): Promise<Sample> {
  const committed = await writer.call('write', PACE);
  const heard = new Map(await reader.call('heard', committed.length));
  const latencies = committed.map(([orderId, ms]) => {
    const at = heard.get(orderId);
    if (at === undefined) throw new Error(`${reader.name} did not hear of ${orderId} within 10 s`);
    return at - ms;
  });
  return { value: quantile(latencies, 0.99), notes: { 'p50 ms': quantile(latencies, 0.5) } };
}
