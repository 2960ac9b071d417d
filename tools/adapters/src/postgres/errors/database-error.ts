import type { ErrorDefinition } from '@carveout/runtime';
import { CarveoutError } from '@carveout/runtime';
import { databaseUnreachable } from './carv-501-database-unreachable.ts';
import { databaseBusy } from './carv-502-database-busy.ts';
import { statementFailed } from './carv-503-statement-failed.ts';
import { loginRefused } from './carv-513-login-refused.ts';
import { transactionContended } from './carv-514-transaction-contended.ts';
import type { FaultKind } from './fault-kind.ts';
import { faultKind, messageOf, sqlState } from './fault-kind.ts';

/** Whose data, and where it is; for messages. */
export interface Place {
  readonly module: string;
  /** Host, port and database; no user, no password. */
  readonly label: string;
}

const definitions: Record<FaultKind, ErrorDefinition> = {
  unreachable: databaseUnreachable,
  busy: databaseBusy,
  login: loginRefused,
  contended: transactionContended,
  'read-only': databaseUnreachable,
  ailing: databaseUnreachable,
  refused: statementFailed,
};

const remedies: Record<FaultKind, string> = {
  unreachable: 'Check that the server runs and that its address is right; connections are made again by themselves.',
  busy: 'All are in use: look for long transactions, or raise poolSize or the server’s max_connections.',
  login: 'Check the user, the password and the name of the database in its address.',
  contended: 'Nothing of it was saved, and trying again may help: look for what held the lock.',
  'read-only':
    'It is a standby, or was made read-only: check that its address leads to the server that takes writes; connections are made again by themselves.',
  ailing: 'Nothing of it was saved; look for a full disk, too little memory or a failing disk of the server.',
  refused: 'The cause has the details.',
};

/** Turns an error of the driver into the kit’s, with the original as its cause. The kit’s own pass through. */
export function databaseError(place: Place, doing: string, cause: unknown): CarveoutError {
  if (cause instanceof CarveoutError) return cause;
  const kind = faultKind(cause);
  const state = sqlState(cause);
  const what = `${messageOf(cause)}${state === undefined ? '' : ` (SQLSTATE ${state})`}`;
  return new CarveoutError(
    definitions[kind],
    `Module ${place.module}, database ${place.label}, while ${doing}: ${what}. ${remedies[kind]}`,
    { cause, availability: kind === 'refused' ? undefined : 'away' },
  );
}
