import type { OutcomeKey, SavedOutcome, SavedResult } from '@carveout/runtime';
import type { ConnectionPool } from '../connection/connection-pool.ts';
import { jsonValue } from '../text/json-text.ts';
import { keyText } from '../text/key-text.ts';

type FindOutcome = (key: OutcomeKey) => Promise<Pick<SavedOutcome, 'inputHash' | 'result'> | undefined>;

export function outcomeReader(pool: ConnectionPool, schema: string): FindOutcome {
  const text = `select input_hash, result from "${schema}".carveout_outcomes where caller = $1 and operation = $2 and key = $3`;
  return async ({ caller, operation, key }) => {
    const values = [keyText(caller), keyText(operation), keyText(key)];
    const { rows } = await pool.query<{ input_hash: string; result: string }>('looking for an outcome', {
      name: 'carveout_find_outcome',
      text,
      values,
    });
    const row = rows[0];
    return row && { inputHash: row.input_hash, result: jsonValue(row.result) as SavedResult };
  };
}
