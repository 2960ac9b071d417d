import type { InboxMark } from '@carveout/runtime';
import type { FinalStatement } from '../connection/final-statement.ts';
import { keyText } from '../text/key-text.ts';
import { preparedStatement } from './prepared-statement.ts';

export function inboxStatement(schema: string): (mark: InboxMark) => FinalStatement {
  const save = preparedStatement(
    'carveout_save_inbox',
    ['text', 'text'],
    `insert into "${schema}".carveout_inbox (message, listener) values ($1, $2)`,
  );
  return ({ message, listener }) => save(keyText(message), keyText(listener));
}
