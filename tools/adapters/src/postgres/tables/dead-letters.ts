import type { DeadLetterStore, EventMessage, ReplayAnswer } from '@carveout/runtime';
import type { ConnectionPool } from '../connection/connection-pool.ts';
import { keyText } from '../text/key-text.ts';
import type { LetterRow } from './dead-letter-rows.ts';
import { keptLetter, letterColumns, letterValues, saveLetter } from './dead-letter-rows.ts';

interface ClaimedRow {
  readonly listener: string;
  readonly content: string;
  readonly replays: number;
}

export function deadLetterStore(pool: ConnectionPool, schema: string, module: string): DeadLetterStore {
  const table = `"${schema}".carveout_dead_letters`;
  const claim = `with due as (
      select message, listener from ${table}
      where state = 'replaying' and (replay_until is null or replay_until <= now())
      order by recorded_at, message limit $1 for update skip locked)
    update ${table} as letter set replay_until = clock_timestamp() + $2 * interval '1 ms'
      from due where letter.message = due.message and letter.listener = due.listener
    returning letter.listener, letter.content, letter.recorded_at, letter.message, letter.replays`;
  const inOrder = `with claimed as (${claim})
    select listener, content, replays from claimed order by recorded_at, message`;
  const sent = `update ${table} set state = 'sent', replay_until = null
    where message = $1 and listener = $2 and state = 'replaying' and replays = $3`;
  return {
    async list(limit) {
      const text = `select ${letterColumns} from ${table} order by set_aside_at desc, message limit $1`;
      const { rows } = await pool.query<LetterRow>('listing dead letters', { text, values: [limit] });
      return rows.map((row) => keptLetter(module, row));
    },
    async replay({ message, listener }) {
      const values = [message ?? null, listener === undefined ? null : keyText(listener)];
      const statement = { text: replayLetters(schema), values };
      return (await pool.query<ReplayAnswer>('replaying dead letters', statement)).rows[0]!;
    },
    async claimReplays(limit, leaseMs) {
      const statement = { name: 'carveout_claim_replays', text: inOrder, values: [limit, leaseMs] };
      const { rows } = await pool.query<ClaimedRow>('claiming replays', statement);
      return rows.map(({ listener, content, replays }) => ({
        listener,
        event: JSON.parse(content) as EventMessage,
        replays,
      }));
    },
    async sent({ event, listener, replays }) {
      const values = [keyText(event.id), keyText(listener), replays];
      await pool.query('marking a replay as sent', { name: 'carveout_replay_sent', text: sent, values });
    },
    async hold(letter) {
      const values = letterValues(letter, 'held');
      await pool.query('keeping a held message', { name: 'carveout_hold', text: saveLetter(schema), values });
    },
  };
}

/**
 * One statement, so that a letter and its inbox mark change together. The letters are locked first: one that is being
 * handled at this moment is seen as what becomes of it.
 */
function replayLetters(schema: string): string {
  const of = (table: string): string => `"${schema}".${table}`;
  const chosen = (table: string): string => `${table}.message = chosen.message and ${table}.listener = chosen.listener`;
  return `with locked as (
      select message, listener, state, encoding from ${of('carveout_dead_letters')}
      where ($1::text is null or message = $1) and ($2::text is null or listener = $2) for update),
    chosen as (select message, listener, state from locked where encoding = 'event'),
    marks as (delete from ${of('carveout_inbox')} as mark using chosen where ${chosen('mark')} and state <> 'held'),
    tries as (delete from ${of('carveout_deliveries')} as try using chosen where ${chosen('try')}),
    freed as (delete from ${of('carveout_dead_letters')} as letter using chosen
      where ${chosen('letter')} and chosen.state = 'held' returning 1),
    begun as (update ${of('carveout_dead_letters')} as letter
      set state = 'replaying', replays = letter.replays + 1, replay_until = null from chosen
      where ${chosen('letter')} and chosen.state <> 'held' returning 1)
    select ((select count(*) from freed) + (select count(*) from begun))::int as replaying,
      (select count(*) from locked where encoding <> 'event')::int as unreadable`;
}
