import type { Database } from '../../harness/backing.ts';
import type { Child } from '../../harness/child.ts';
import type { Figure, ReadyFigure, Sample } from '../../harness/figure.ts';
import { withPrograms } from '../programs.ts';
import type { TransactionOffers } from './ours.ts';

const SECONDS = 2;

export const transactionFigure: Figure = {
  name: 'transaction-with-outbox',
  what: 'business transactions (one row), 8 at a time, with a message in the outbox against without',
  unit: 'transactions/s',
  better: 'higher',
  wanted: [{ against: 'transaction-without', ratio: 0.75 }],
};

export async function withTransactions(
  database: Database,
  measure: (ready: ReadyFigure) => Promise<void>,
): Promise<void> {
  const { url } = await database.database('transaction');
  const programs = { ours: new URL('ours.ts', import.meta.url) };
  const start = (child: Child<TransactionOffers>): Promise<void> => child.call('start', { databaseUrl: url });
  await withPrograms<TransactionOffers>(programs, start, async ([child]) => {
    const sample = async (outbox: boolean): Promise<Sample> => {
      const { perSecond, p50ms, p99ms } = await child!.call('measure', { seconds: SECONDS, outbox });
      return { value: perSecond, notes: { 'p50 ms': p50ms, 'p99 ms': p99ms } };
    };
    await measure({
      figure: transactionFigure,
      contestants: [
        { name: 'ours', sample: () => sample(true) },
        { name: 'transaction-without', sample: () => sample(false) },
      ],
    });
  });
}
