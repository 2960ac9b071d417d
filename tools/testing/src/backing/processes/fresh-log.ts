import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';

const name = 'server.log';

/** The log files that a folder can have. */
export const logNames = [name, `${name}.before`];

/** The path of a folder's log for a new start of its server; the log of the start before is kept under another name. */
export function freshLog(folder: string): string {
  const file = join(folder, name);
  if (existsSync(file)) renameSync(file, `${file}.before`);
  return file;
}
