import type { Effects } from '@carveout/runtime';
import type { FinalStatement } from '../connection/final-statement.ts';
import { settleDue } from '../tables/schedule-rows.ts';
import { keyText } from '../text/key-text.ts';
import { preparedStatement } from './prepared-statement.ts';

export function scheduleStatement(schema: string): (done: NonNullable<Effects['scheduleDone']>) => FinalStatement {
  const save = preparedStatement(
    'carveout_settle_schedule',
    ['text', 'bigint'],
    `with settled as (${settleDue(schema)})
     select "${schema}".carveout_refuse('schedule') where not exists (select from settled)`,
  );
  return ({ schedule, dueAt }) => save(keyText(schedule), dueAt);
}
