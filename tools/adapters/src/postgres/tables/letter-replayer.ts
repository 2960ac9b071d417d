import type { DeadLetterStore } from '@carveout/runtime';
import type { ConnectionPool } from '../connection/connection-pool.ts';
import { withTimeout } from '../connection/connection-pool.ts';
import { databaseError } from '../errors/database-error.ts';
import { keyText } from '../text/key-text.ts';

interface LockedRow {
  readonly message: string;
  readonly listener: string;
  readonly encoding: string;
}

/**
 * Letters and their inbox marks change in one transaction, and the letters are locked by a statement before the one that
 * changes them: the lock may have waited for a transaction that set one aside again, and only a later statement sees the
 * mark which that has saved.
 */
export function letterReplayer(pool: ConnectionPool, schema: string): DeadLetterStore['replay'] {
  // In one order, so that two replays do not wait for each other.
  const lock = `select message, listener, encoding from "${schema}".carveout_dead_letters
    where ($1::text is null or message = $1) and ($2::text is null or listener = $2)
    order by message, listener for update`;
  const begin = beginReplays(schema);
  return async ({ message, listener }) => {
    const client = await pool.acquire();
    const run = async <R extends object>(text: string, values: unknown[] = []): Promise<R[]> =>
      (await client.query<R>(withTimeout({ text, values }, pool.settings))).rows;
    try {
      // Whatever the database's default is: in a stricter one no statement sees more than the first.
      await run('begin isolation level read committed');
      const locked = await run<LockedRow>(lock, [message ?? null, listener === undefined ? null : keyText(listener)]);
      const events = locked.filter(({ encoding }) => encoding === 'event');
      const chosen = [events.map((letter) => letter.message), events.map((letter) => letter.listener)];
      const [begun] = await run<{ replaying: number }>(begin, chosen);
      await run('commit');
      client.release();
      return { replaying: begun!.replaying, unreadable: locked.length - events.length };
    } catch (error) {
      pool.isUseless(error);
      client.release(true); // which rolls back
      throw databaseError(pool.place, 'replaying dead letters', error);
    }
  };
}

/** A mark beside a letter that is being replayed is newer than the replay, which took it: the message was handled since. */
function beginReplays(schema: string): string {
  const of = (table: string): string => `"${schema}".${table}`;
  const chosen = (table: string): string => `${table}.message = chosen.message and ${table}.listener = chosen.listener`;
  return `with chosen as (select message, listener, state, state in ('replaying', 'sent') and exists (
        select from ${of('carveout_inbox')} as mark where mark.message = letter.message and mark.listener = letter.listener
      ) as handled
      from ${of('carveout_dead_letters')} as letter
      join unnest($1::text[], $2::text[]) as locked (message, listener) using (message, listener)),
    marks as (delete from ${of('carveout_inbox')} as mark using chosen
      where ${chosen('mark')} and state <> 'held' and not handled),
    tries as (delete from ${of('carveout_deliveries')} as try using chosen where ${chosen('try')}),
    over as (delete from ${of('carveout_dead_letters')} as letter using chosen where ${chosen('letter')} and handled),
    freed as (delete from ${of('carveout_dead_letters')} as letter using chosen
      where ${chosen('letter')} and chosen.state = 'held' returning 1),
    begun as (update ${of('carveout_dead_letters')} as letter
      set state = 'replaying', replays = letter.replays + 1, replay_until = null from chosen
      where ${chosen('letter')} and chosen.state <> 'held' and not handled returning 1)
    select ((select count(*) from freed) + (select count(*) from begun))::int as replaying`;
}
