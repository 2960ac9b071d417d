import type { EventEmitter } from 'node:events';
import pino from 'pino';
import type { Logger } from 'pino';

/** So long whoever reads the log may take for its last lines, in ms. */
const LAST_LINES_MS = 500;

/** Ends the process when its log is out: another thread writes it, which an exit would overtake or cut off. */
export function exitWith(code: number, log: Logger): void {
  const exit = (): never => process.exit(code);
  const { [pino.symbols.streamSym]: stream } = log as unknown as Record<
    symbol,
    EventEmitter & { write(text: string): unknown }
  >;
  setTimeout(exit, LAST_LINES_MS);
  // `drain` comes when everything before it is written; nothing to write would have none.
  stream!.once('drain', exit);
  stream!.write('');
}
