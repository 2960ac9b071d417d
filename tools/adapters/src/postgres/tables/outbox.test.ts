import { expect, it } from 'vitest';
import type { ConnectionPool } from '../connection/connection-pool.ts';
import { outboxRows } from './outbox.ts';

/** Answers the first look with these rows, others with none, and writes down what it is asked. */
function pool(ids: string[]) {
  const asked: { readonly text: string; readonly values: readonly unknown[] }[] = [];
  const query = async (what: string, statement: (typeof asked)[number]) => {
    asked.push(statement);
    if (what !== 'reading the outbox') return { rows: [] };
    return {
      rows: ids
        .splice(0)
        .map((id, index) => ({ position: String(index + 1), message: JSON.stringify({ id }), bytes: 1 })),
    };
  };
  return { asked, pool: { query } as unknown as ConnectionPool };
}

it('remembers places of the rows that the relay holds, and of no others', async () => {
  const { asked, pool: connections } = pool(['held', 'refused']);
  const outbox = outboxRows(connections, 'bank');
  await outbox.next(10, new Set(), new Set());
  await outbox.next(10, new Set(['held']), new Set());
  asked.length = 0;
  await outbox.next(10, new Set(['held', 'refused']), new Set());
  const [, positions, ids] = asked[0]!.values;
  expect({ positions, ids }).toEqual({ positions: ['1'], ids: ['refused'] });
});
