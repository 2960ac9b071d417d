/** Settles a due time, claimed or not: `$1` schedule, `$2` due. Touches no row when it was settled before. */
export function settleDue(schema: string): string {
  return `insert into "${schema}".carveout_schedules as known (schedule, due_at, settled_at)
      values ($1, $2, clock_timestamp())
    on conflict (schedule, due_at) do update set settled_at = excluded.settled_at where known.settled_at is null
    returning 1`;
}
