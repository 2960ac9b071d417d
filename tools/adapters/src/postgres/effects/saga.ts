import type { Effects, SagaAdvance } from '@carveout/runtime';
import type { FinalStatement } from '../connection/final-statement.ts';
import { advanceSaga, advanceTypes, advanceValues } from '../tables/saga-rows.ts';
import { jsonText, noteText } from '../text/json-text.ts';
import { keyText } from '../text/key-text.ts';
import { preparedStatement } from './prepared-statement.ts';

type SagaStart = NonNullable<Effects['sagaStart']>;

/** A saga begins under the lease of the host that begins it. */
export function sagaStartStatement(schema: string): (start: SagaStart) => FinalStatement {
  const save = preparedStatement(
    'carveout_start_saga',
    [...['text', 'text', 'text', 'text', 'text'], ...['text', 'int', 'text', 'text', 'text', 'int', 'text', 'float8']],
    `insert into "${schema}".carveout_sagas
       (id, caller, operation, key, head, status, step, state, cause, result, attempts, host, lease_until, ended_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, clock_timestamp() + $13 * interval '1 ms',
             case when $6 = 'ended' then clock_timestamp() end)`,
  );
  return (start) => {
    const { id, caller, operation, key, inputHash, envelope } = start;
    return save(
      keyText(id),
      keyText(caller),
      keyText(operation),
      keyText(key),
      jsonText({ id, caller, operation, key, inputHash, envelope }),
      start.status,
      start.step,
      jsonText(start.state),
      jsonText(start.cause),
      jsonText(start.result),
      start.attempts,
      noteText(start.host),
      start.leaseMs,
    );
  };
}

export function sagaAdvanceStatement(schema: string): (advance: SagaAdvance) => FinalStatement {
  const save = preparedStatement(
    'carveout_advance_saga',
    advanceTypes,
    `with advanced as (${advanceSaga(schema, false)})
     select "${schema}".carveout_refuse('fence') where not exists (select from advanced)`,
  );
  return (advance) => save(...advanceValues(advance));
}
