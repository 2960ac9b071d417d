import type { SagaStore } from '@carveout/runtime';
import type { ConnectionPool } from '../connection/connection-pool.ts';
import { noteText } from '../text/json-text.ts';
import { keyText } from '../text/key-text.ts';
import type { SagaRow } from './saga-rows.ts';
import { advanceSaga, advanceValues, sagaColumns, sagaRecord } from './saga-rows.ts';

export function sagaStore(pool: ConnectionPool, schema: string): SagaStore {
  const table = `"${schema}".carveout_sagas`;
  // now() is fixed for the statement, so that the index of due sagas serves; leases begin when they are written.
  const claim = `with due as (
      select id from ${table} where ended_at is null and due_at <= now() and lease_until <= now()
      order by due_at limit $2 for update skip locked)
    update ${table} as saga
      set fence = saga.fence + 1, host = $1, lease_until = clock_timestamp() + $3 * interval '1 ms'
      from due where saga.id = due.id
    returning saga.due_at, ${sagaColumns}`;
  const inOrder = `with claimed as (${claim}) select * from claimed order by due_at`;
  // One that a step's transaction holds is not waited for: the others' leases would run out meanwhile.
  const renew = `with held as (
      select id from ${table} join unnest($1::text[], $2::int[]) as claim (id, fence) using (id, fence)
      where ended_at is null for update of carveout_sagas skip locked)
    update ${table} as saga set lease_until = clock_timestamp() + $3 * interval '1 ms'
      from held where saga.id = held.id
    returning saga.id`;
  const one = async (name: string, condition: string, values: string[]): Promise<SagaRow | undefined> => {
    const text = `select ${sagaColumns} from ${table} where ${condition}`;
    return (await pool.query<SagaRow>('reading a saga', { name, text, values })).rows[0];
  };
  return {
    async find({ caller, operation, key }) {
      const values = [keyText(caller), keyText(operation), keyText(key)];
      const row = await one('carveout_find_saga', 'caller = $1 and operation = $2 and key = $3', values);
      return row && sagaRecord(row);
    },
    async get(id) {
      const row = await one('carveout_get_saga', 'id = $1', [keyText(id)]);
      return row && sagaRecord(row);
    },
    async claimDue(host, limit, leaseMs) {
      const statement = { name: 'carveout_claim_sagas', text: inOrder, values: [noteText(host), limit, leaseMs] };
      return (await pool.query<SagaRow>('claiming sagas', statement)).rows.map(sagaRecord);
    },
    async renew(held, leaseMs) {
      const values = [held.map(({ id }) => keyText(id)), held.map(({ fence }) => fence), leaseMs];
      const statement = { name: 'carveout_renew_sagas', text: renew, values };
      return (await pool.query<{ id: string }>('renewing leases of sagas', statement)).rows.map(({ id }) => id);
    },
    async advance(advance) {
      const statement = { name: 'carveout_move_saga', text: advanceSaga(schema, true), values: advanceValues(advance) };
      return (await pool.query('moving a saga on', statement)).rowCount === 1;
    },
  };
}
