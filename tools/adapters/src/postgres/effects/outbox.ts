import { CarveoutError, MOST_EVENT_BYTES, eventInvalid } from '@carveout/runtime';
import type { EventMessage } from '@carveout/runtime';
import type { FinalStatement } from '../connection/final-statement.ts';
import { jsonText } from '../text/json-text.ts';
import { keyText } from '../text/key-text.ts';
import { preparedStatement } from './prepared-statement.ts';

/**
 * Keys share so many locks per outbox: a transaction takes at most that many, however many keys it has, since the
 * server's table of locks is bounded; and transactions of different keys seldom meet.
 */
const LOCKS = 256;

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
  const saveOne = oneEvent(schema);
  const lock = keyLocks(schema);
  const saveAll = preparedStatement(
    'carveout_save_events',
    ['text[]', 'text[]', 'text[]'],
    `insert into "${schema}".carveout_outbox (key, id, message)
     select key, id, message from unnest($1, $2, $3) with ordinality as row (key, id, message, nr) order by nr`,
  );
  return (messages) => {
    const [first] = messages;
    if (first === undefined) return [];
    if (messages.length === 1) return [saveOne(keyText(first.key), keyText(first.id), eventText(first))];
    const keys = messages.map((message) => keyText(message.key));
    const ids = messages.map((message) => keyText(message.id));
    return [lock([...new Set(keys)]), saveAll(keys, ids, messages.map(eventText))];
  };
}

/** @throws CarveoutError CARV-421 when no link would carry it: the transaction that makes such an event is undone. */
function eventText(message: EventMessage): string {
  const text = jsonText(message)!;
  // A character has at most three bytes: most texts need not be measured.
  const bytes = text.length * 3 <= MOST_EVENT_BYTES ? 0 : Buffer.byteLength(text);
  if (bytes <= MOST_EVENT_BYTES) return text;
  throw new CarveoutError(
    eventInvalid,
    `${message.module}.${message.event} has ${bytes} bytes as JSON; an event may have up to ${MOST_EVENT_BYTES}. Nothing was saved. Publish what names the data, and let listeners ask for the rest`,
  );
}

/** One event is the usual case: lock and row in one statement. The row is made, and its position taken, from `locked`. */
function oneEvent(schema: string): (key: string, id: string, message: string) => FinalStatement {
  return preparedStatement(
    'carveout_save_event',
    ['text', 'text', 'text'],
    `with locked as materialized (select pg_advisory_xact_lock(${classOf(schema)}, ${lockOf('$1')}))
     insert into "${schema}".carveout_outbox (key, id, message) select $1, $2, $3 from locked`,
  );
}

function keyLocks(schema: string): (keys: readonly string[]) => FinalStatement {
  return preparedStatement(
    'carveout_lock_keys',
    ['text[]'],
    `select count(pg_advisory_xact_lock(${classOf(schema)}, lock))
       from (select distinct ${lockOf('key')} as lock from unnest($1) as key order by 1) as locks`,
  );
}

/** Advisory locks have two numbers: one for the outbox, one for what is locked of it. */
function classOf(schema: string): string {
  return `hashtext('carveout outbox ${schema}')`;
}

function lockOf(key: string): string {
  return `(hashtext(${key}) & ${LOCKS - 1})`;
}
