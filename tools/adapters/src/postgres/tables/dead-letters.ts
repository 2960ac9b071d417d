import type { DeadLetter } from '@carveout/runtime';
import type { ConnectionPool } from '../connection/connection-pool.ts';
import { jsonText, noteText } from '../text/json-text.ts';
import { keyText } from '../text/key-text.ts';

/** One row per message and listener: set aside again, it has the latest reason. */
export function deadLetterWriter(pool: ConnectionPool, schema: string): (letter: DeadLetter) => Promise<void> {
  const text = `insert into "${schema}".carveout_dead_letters (message_id, listener, reason, message)
      values ($1, $2, $3, $4)
    on conflict (message_id, listener) do update set reason = excluded.reason, saved_at = excluded.saved_at`;
  return async ({ message, listener, reason }) => {
    const values = [keyText(message.id), keyText(listener), noteText(reason), jsonText(message)];
    await pool.query('saving a dead letter', { name: 'carveout_save_dead_letter', text, values });
  };
}
