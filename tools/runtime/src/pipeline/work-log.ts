import type { Envelope } from '@carveout/contract';
import type { Logger } from 'pino';

/** A log whose lines say to which outside request, message, trace and operation they belong. */
export function workLog(
  log: Logger,
  { correlation, trace, id }: Pick<Envelope, 'correlation' | 'trace' | 'id'>,
  operation: string,
): Logger {
  const traceId = trace === undefined ? {} : { trace: trace.slice(3, 35) };
  return log.child({ correlation, message: id, ...traceId, operation });
}
