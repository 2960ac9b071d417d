import type { Effects } from '@carveout/runtime';
import type { FinalStatement } from '../connection/final-statement.ts';
import { keyText } from '../text/key-text.ts';
import { preparedStatement } from './prepared-statement.ts';

type Inbox = NonNullable<Effects['inbox']>;

/**
 * Waits for a concurrent transaction with the same mark, and fails if that one commits. A suspect's tries, and its dead
 * letter unless the transaction saves one, go with it.
 */
export function inboxStatement(schema: string): (inbox: Inbox, setAside: boolean) => FinalStatement {
  const insert = `insert into "${schema}".carveout_inbox (message, listener) values ($1, $2)`;
  const clear = (table: string): string => `delete from "${schema}".${table} where message = $1 and listener = $2`;
  const tries = `tries as (${clear('carveout_deliveries')})`;
  const types = ['text', 'text'];
  const save = preparedStatement('carveout_save_inbox', types, insert);
  const saveLast = preparedStatement('carveout_save_set_aside', types, `with ${tries} ${insert}`);
  const letters = `letters as (${clear('carveout_dead_letters')})`;
  const saveSuspect = preparedStatement('carveout_save_suspect', types, `with ${tries}, ${letters} ${insert}`);
  return ({ message, listener, suspect }, setAside) => {
    const statement = setAside ? saveLast : suspect ? saveSuspect : save;
    return statement(keyText(message), keyText(listener));
  };
}
