import pino from 'pino';
import type { Logger } from 'pino';
import { CarveoutError, settingInvalid } from '../errors/index.ts';

const LEVELS = [...Object.keys(pino.levels.values), 'silent'];

/**
 * The process's log: JSON lines on stdout. `LOG_LEVEL` (default `info`) says from which level on.
 *
 * @throws CarveoutError CARV-633 when it names no level.
 */
export function createLog(deployable: string, instance: string, env: NodeJS.ProcessEnv): Logger {
  const level = env['LOG_LEVEL'] === undefined || env['LOG_LEVEL'] === '' ? 'info' : env['LOG_LEVEL'];
  if (!LEVELS.includes(level))
    throw new CarveoutError(settingInvalid, `LOG_LEVEL is '${level}'; it must be one of ${LEVELS.join(', ')}`);
  return pino({
    level,
    base: { deployable, instance },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['*.password', '*.authorization', '*.cookie', '*.number', '*.cvv', 'err.config'],
      censor: '(hidden)',
    },
  });
}
