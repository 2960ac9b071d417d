import type { OutcomeKey, SagaAdvance, SagaRecord, SagaStatus } from '@carveout/runtime';
import { jsonText, jsonValue } from '../text/json-text.ts';
import { keyText } from '../text/key-text.ts';

/** A row as `sagaColumns` reads it. */
export interface SagaRow {
  readonly head: string;
  readonly status: SagaStatus;
  readonly step: number;
  readonly state: string | null;
  readonly cause: string | null;
  readonly result: string | null;
  readonly attempts: number;
  readonly fence: number;
  readonly started_at: number;
}

export const sagaColumns =
  'head, status, step, state, cause, result, attempts, fence, (extract(epoch from started_at) * 1000)::float8 as started_at';

/** What never changes, kept as JSON beside the columns that make it unique. */
type SagaHead = OutcomeKey & Pick<SagaRecord, 'id' | 'inputHash' | 'envelope'>;

export function sagaRecord(row: SagaRow): SagaRecord {
  return {
    ...(JSON.parse(row.head) as SagaHead),
    status: row.status,
    step: row.step,
    state: jsonValue(row.state),
    cause: jsonValue(row.cause) as SagaRecord['cause'],
    result: jsonValue(row.result) as SagaRecord['result'],
    attempts: row.attempts,
    startedAt: Math.round(row.started_at),
    fence: row.fence,
  };
}

/** Parameters of `advanceSaga`. */
export const advanceTypes = [
  ...['text', 'int', 'text', 'int', 'text'],
  ...['int', 'text', 'text', 'float8', 'boolean', 'boolean'],
  ...['text', 'int'],
];

export function advanceValues(advance: SagaAdvance): (string | number | null)[] {
  return [
    keyText(advance.id),
    advance.fence,
    advance.status,
    advance.step,
    jsonText(advance.state),
    advance.attempts,
    jsonText(advance.cause),
    jsonText(advance.result),
    advance.retryInMs ?? 0,
    String(advance.release ?? false),
    String(advance.status === 'ended' && advance.result?.kind === 'fault'),
    advance.from.status,
    advance.from.step,
  ];
}

/**
 * Touches no row when the fence is old, the saga is not where it moves on from, or it has ended. A cause or result that is not given stays. A fault gives
 * the key back: without one, the row is no obstacle to another saga under it.
 *
 * @param repeatable also when the saga is where it moves on to. Not for what comes with business data: that would be
 * saved twice.
 */
export function advanceSaga(schema: string, repeatable: boolean): string {
  return `update "${schema}".carveout_sagas set
      status = $3, step = $4, state = $5, attempts = $6, cause = coalesce($7, cause), result = coalesce($8, result),
      due_at = clock_timestamp() + $9 * interval '1 ms',
      lease_until = case when $10 then clock_timestamp() else lease_until end,
      key = case when not $11 then key end,
      ended_at = case when $3 = 'ended' then clock_timestamp() end
    where id = $1 and fence = $2 and ended_at is null
      and (status, step) in (($12, $13)${repeatable ? ', ($3, $4)' : ''})
    returning id`;
}
