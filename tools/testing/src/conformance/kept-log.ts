import { pino } from 'pino';
import type { Logger } from 'pino';

/** A log that is kept; printed too when `TEST_LOG` names a level. */
export function keptLog(): { readonly log: Logger; readonly lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const shown = process.env['TEST_LOG'];
  const write = (line: string): void => {
    lines.push(JSON.parse(line) as Record<string, unknown>);
    if (shown !== undefined) process.stdout.write(line);
  };
  return { log: pino({ level: shown ?? 'info' }, { write }), lines };
}
