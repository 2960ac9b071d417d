type LogLine = (fields: object, message: string) => void;

/** What is used of a pino logger. */
export interface DiscoveryLog {
  readonly info: LogLine;
  readonly warn: LogLine;
  readonly error: LogLine;
}
