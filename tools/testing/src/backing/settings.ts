import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BackingOrigin } from './backing-use.ts';

/** What a folder's server keeps from one start to the next. */
export interface ServerSettings {
  readonly password: string;
  /** By name; tried again at the next start, and replaced where taken. */
  readonly ports: Readonly<Record<string, number>>;
  /** Where the server was from whose data is kept here: each origin has a place and a form of its own for it. */
  readonly origin?: BackingOrigin;
}

/** Reads a folder's settings; a new folder gets a random password. */
export function readSettings(folder: string): ServerSettings {
  try {
    return JSON.parse(readFileSync(fileOf(folder), 'utf8')) as ServerSettings;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { password: randomBytes(18).toString('base64url'), ports: {} };
  }
}

/** Written for their owner's eyes only: they hold a password. */
export function writeSettings(folder: string, settings: ServerSettings): void {
  writeFileSync(fileOf(folder), `${JSON.stringify(settings, undefined, 2)}\n`, { mode: 0o600 });
}

export function fileOf(folder: string): string {
  return join(folder, 'settings.json');
}
