/** How a request can fail to be answered as asked. */
export type FailureKind = 'reset' | 'refused' | 'timeout' | 'server error' | 'unexpected';

export interface Failure {
  readonly route: string;
  readonly kind: FailureKind;
  readonly reason: string;
}

/** What kind of failure the error of a request without an answer is. */
export function failureKindOf(error: unknown): FailureKind {
  if (!(error instanceof Error)) return 'unexpected';
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return 'refused';
  // Without a code it is our own: the time is over.
  return code === undefined ? 'timeout' : 'reset';
}

/** Whether a door has refused a request because it has too much to do. */
export function isShed({ kind, reason }: Failure): boolean {
  return kind === 'server error' && /^503: .*CARV-312/.test(reason);
}
