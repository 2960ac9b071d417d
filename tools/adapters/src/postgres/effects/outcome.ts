import type { SavedOutcome } from '@carveout/runtime';
import type { FinalStatement } from '../connection/final-statement.ts';
import { jsonText } from '../text/json-text.ts';
import { keyText } from '../text/key-text.ts';
import { preparedStatement } from './prepared-statement.ts';

/** Waits for a concurrent transaction with the same key, and fails if that one commits. */
export function outcomeStatement(schema: string): (outcome: SavedOutcome) => FinalStatement {
  const save = preparedStatement(
    'carveout_save_outcome',
    ['text', 'text', 'text', 'text', 'text'],
    `insert into "${schema}".carveout_outcomes (caller, operation, key, input_hash, result) values ($1, $2, $3, $4, $5)`,
  );
  return ({ caller, operation, key, inputHash, result }) =>
    save(keyText(caller), keyText(operation), keyText(key), inputHash, jsonText(result));
}
