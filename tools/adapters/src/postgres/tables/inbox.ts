import type { InboxMark } from '@carveout/runtime';
import type { ConnectionPool } from '../connection/connection-pool.ts';
import { keyText } from '../text/key-text.ts';

export function inboxReader(pool: ConnectionPool, schema: string): (mark: InboxMark) => Promise<boolean> {
  const text = `select 1 from "${schema}".carveout_inbox where message = $1 and listener = $2`;
  return async ({ message, listener }) => {
    const values = [keyText(message), keyText(listener)];
    const { rowCount } = await pool.query('looking into the inbox', { name: 'carveout_is_handled', text, values });
    return rowCount === 1;
  };
}
