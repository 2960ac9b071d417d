import pino from 'pino';
import type { Logger } from 'pino';

/** The process's log: JSON lines on stdout. `LOG_LEVEL` (default `info`) says from which level on. */
export function createLog(deployable: string, instance: string, env: NodeJS.ProcessEnv): Logger {
  return pino({
    level: env['LOG_LEVEL'] ?? 'info',
    base: { deployable, instance },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['*.password', '*.authorization', '*.cookie', '*.number', '*.cvv', 'err.config'],
      censor: '(hidden)',
    },
  });
}
