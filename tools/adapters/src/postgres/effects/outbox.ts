import type { EventMessage } from '@carveout/runtime';
import type { FinalStatement } from '../connection/final-statement.ts';
import { jsonText } from '../text/json-text.ts';
import { keyText } from '../text/key-text.ts';
import { preparedStatement } from './prepared-statement.ts';

/** Beyond this many keys a transaction locks the whole outbox: the server's table of locks is bounded. */
const MOST_KEY_LOCKS = 100;

/**
 * Saves events in commit order per key.
 *
 * A row's position is assigned here, at the end of the transaction. Two transactions could still take their positions
 * in one order and commit in the other, and a relay that looks in between, or after, would publish events of one key
 * against their commit order. So each key is locked from before its position is taken until the transaction has ended:
 * a few microseconds, in which only transactions with the same key wait for each other, and those nearly always wait
 * for the same business row anyway. Keys are locked in one order, so that no two transactions wait for each other.
 */
export function outboxStatements(schema: string): (messages: readonly EventMessage[]) => FinalStatement[] {
  const everything = `hashtextextended('carveout outbox ${schema}', 0)`;
  const lockKeys = preparedStatement(
    'carveout_lock_keys',
    ['text[]'],
    `select count(pg_advisory_xact_lock(hash))
       from (select distinct hashtextextended(key, hashtext('${schema}')) as hash from unnest($1) as key order by 1) as keys,
            (select pg_advisory_xact_lock_shared(${everything})) as not_alone`,
  );
  const lockAll = preparedStatement('carveout_lock_outbox', ['int'], `select pg_advisory_xact_lock(${everything}), $1`);
  const save = preparedStatement(
    'carveout_save_outbox',
    ['text[]', 'text[]'],
    `insert into "${schema}".carveout_outbox (id, message)
     select id, message from unnest($1, $2) with ordinality as row (id, message, nr) order by nr`,
  );
  return (messages) => {
    if (messages.length === 0) return [];
    const keys = [...new Set(messages.map((message) => keyText(message.key)))];
    const rows = save(
      messages.map((message) => keyText(message.id)),
      messages.map((message) => jsonText(message)!),
    );
    return [keys.length > MOST_KEY_LOCKS ? lockAll(0) : lockKeys(keys), rows];
  };
}
