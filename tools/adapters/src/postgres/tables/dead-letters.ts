import type { DeadLetterStore, EventMessage } from '@carveout/runtime';
import type { ConnectionPool } from '../connection/connection-pool.ts';
import { keyText } from '../text/key-text.ts';
import type { LetterRow } from './dead-letter-rows.ts';
import { keptLetter, letterColumns, letterValues, saveLetter } from './dead-letter-rows.ts';
import { letterReplayer } from './letter-replayer.ts';

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
    replay: letterReplayer(pool, schema),
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
