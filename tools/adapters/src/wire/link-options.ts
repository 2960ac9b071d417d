type LogLine = (fields: object, message: string) => void;

/** What a link uses of a pino logger. */
export interface Log {
  readonly debug: LogLine;
  readonly info: LogLine;
  readonly warn: LogLine;
  readonly error: LogLine;
}

/** @param refuse throws the link's own error. */
export function checkLimits(limits: object, refuse: (fault: string) => never): void {
  for (const [name, value] of Object.entries(limits) as [string, unknown][])
    if (!Number.isInteger(value) || (value as number) < 1)
      refuse(`${name} must be a whole number from 1, not ${String(value)}`);
}
