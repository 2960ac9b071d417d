import type { Effects } from '@carveout/runtime';
import type { FinalStatement } from '../connection/final-statement.ts';
import { deadLetterStatement } from './dead-letter.ts';
import { inboxStatement } from './inbox.ts';
import { outboxStatements } from './outbox.ts';
import { outcomeStatement } from './outcome.ts';
import { sagaAdvanceStatement, sagaStartStatement } from './saga.ts';
import { scheduleStatement } from './schedule.ts';

/**
 * Turns what a transaction gathered into the statements that travel with its commit. Those that may wait for another
 * transaction's key come first, the outbox with its locks last: so no transaction that holds a lock of the outbox
 * waits for a key.
 */
export function finalStatements(schema: string): (effects: Effects) => FinalStatement[] {
  const outcome = outcomeStatement(schema);
  const inbox = inboxStatement(schema);
  const deadLetter = deadLetterStatement(schema);
  const sagaStart = sagaStartStatement(schema);
  const sagaAdvance = sagaAdvanceStatement(schema);
  const schedule = scheduleStatement(schema);
  const outbox = outboxStatements(schema);
  return (effects) => [
    ...(effects.outcome ? [outcome(effects.outcome)] : []),
    ...(effects.inbox ? [inbox(effects.inbox, effects.deadLetter !== undefined)] : []),
    ...(effects.deadLetter ? [deadLetter(effects.deadLetter)] : []),
    ...(effects.sagaStart ? [sagaStart(effects.sagaStart)] : []),
    ...(effects.sagaAdvance ? [sagaAdvance(effects.sagaAdvance)] : []),
    ...(effects.scheduleDone ? [schedule(effects.scheduleDone)] : []),
    ...outbox(effects.outbox),
  ];
}
