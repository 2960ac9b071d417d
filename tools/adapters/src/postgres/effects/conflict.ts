import type { ConflictKind } from '@carveout/runtime';
import { StoreConflict } from '@carveout/runtime';
import type { DatabaseError } from 'pg';

const byTable: Readonly<Record<string, ConflictKind>> = {
  carveout_outcomes: 'outcome',
  carveout_sagas: 'outcome',
  carveout_inbox: 'inbox',
};

/** The conflict that an error of a final statement stands for; undefined when it is something else. */
export function conflictOf(error: unknown, schema: string): StoreConflict | undefined {
  const { code, table, schema: where, message } = error as Partial<DatabaseError>;
  if (code === 'CV001') return new StoreConflict(message as ConflictKind); // raised by carveout_refuse
  const kind = code === '23505' && where === schema && table !== undefined ? byTable[table] : undefined;
  return kind === undefined ? undefined : new StoreConflict(kind);
}
