/** What can be told of a connection. */
export interface Idling {
  /** By `performance.now()`, when it last had an answer, or was taken; undefined while it waits for one. */
  readonly idleSince: number | undefined;
}

/**
 * Runs `work` until it ends, or until nothing was asked of its connection for `limitMs` (0: however long). PostgreSQL's own
 * `idle_in_transaction_session_timeout` ends the session, but neither who waits for the work nor, as BEGIN travels with the
 * first statement, a transaction in which none was made.
 *
 * @throws what `late` makes, when it is given up.
 */
export async function whileNotIdle<T>(
  connection: Idling,
  limitMs: number,
  work: Promise<T>,
  late: () => Error,
): Promise<T> {
  if (limitMs === 0) return work;
  const given = Promise.withResolvers<never>();
  const look = (): void => {
    const { idleSince } = connection;
    const leftMs = idleSince === undefined ? limitMs : idleSince + limitMs - performance.now();
    if (leftMs <= 0) given.reject(late());
    else timer = setTimeout(look, Math.ceil(leftMs));
  };
  let timer = setTimeout(look, limitMs);
  try {
    return await Promise.race([work, given.promise]);
  } finally {
    clearTimeout(timer);
  }
}
