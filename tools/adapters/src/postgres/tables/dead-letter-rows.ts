import type { DeadLetter, DeadLetterState, KeptDeadLetter } from '@carveout/runtime';
import type { Literal } from '../effects/literals.ts';
import { jsonText, noteText } from '../text/json-text.ts';
import { keyText } from '../text/key-text.ts';

/** Parameters of `saveLetter`. */
export const letterTypes = [
  ...['text', 'text', 'text', 'text', 'text', 'text', 'text'],
  ...['int', 'text', 'text', 'float8', 'float8'],
];

export function letterValues(letter: DeadLetter, state: DeadLetterState): Exclude<Literal, readonly string[]>[] {
  const { content } = letter;
  const readable = 'id' in content;
  return [
    keyText(letter.message),
    keyText(letter.listener),
    state,
    noteText(letter.reason),
    readable ? noteText(`${content.module}.${content.event}.v${content.version}`) : null,
    readable ? noteText(content.key) : null,
    noteText(jsonText(letter.origin)!),
    letter.attempts,
    readable ? 'event' : content.encoding,
    readable ? jsonText(content) : content.body,
    readable ? content.at : null,
    letter.firstAt ?? null,
  ];
}

/** One row per message and listener: set aside again, it has the latest reason, and how often it was replayed stays. */
export function saveLetter(schema: string): string {
  return `insert into "${schema}".carveout_dead_letters as known
      (message, listener, state, reason, event, key, origin, attempts, encoding, content, recorded_at, first_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, to_timestamp($11::float8 / 1000),
      coalesce(to_timestamp($12::float8 / 1000), clock_timestamp()))
    on conflict (message, listener) do update set state = excluded.state, reason = excluded.reason,
      origin = excluded.origin, attempts = excluded.attempts, set_aside_at = excluded.set_aside_at`;
}

export interface LetterRow {
  readonly message: string;
  readonly listener: string;
  readonly state: DeadLetterState;
  readonly reason: string;
  readonly event: string | null;
  readonly key: string | null;
  readonly origin: string;
  readonly attempts: number;
  readonly replays: number;
  readonly recorded: number | null;
  readonly first: number;
  readonly aside: number;
}

const epochMs = (column: string): string => `round(extract(epoch from ${column}) * 1000)::float8`;

export const letterColumns = `message, listener, state, reason, event, key, origin, attempts, replays,
  ${epochMs('recorded_at')} as recorded, ${epochMs('first_at')} as first, ${epochMs('set_aside_at')} as aside`;

export function keptLetter(module: string, row: LetterRow): KeptDeadLetter {
  return {
    id: `${module}.${row.listener}.${row.message}`,
    message: row.message,
    listener: row.listener,
    state: row.state,
    reason: row.reason,
    event: row.event ?? undefined,
    key: row.key ?? undefined,
    origin: JSON.parse(row.origin) as KeptDeadLetter['origin'],
    attempts: row.attempts,
    replays: row.replays,
    recordedAt: row.recorded ?? undefined,
    firstAt: row.first,
    setAsideAt: row.aside,
  };
}
