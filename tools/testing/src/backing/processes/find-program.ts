import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The program's path: found in the given folders first, then on the PATH. */
export function findProgram(name: string, folders: readonly string[] = []): string | undefined {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...folders, ...path].map((folder) => join(folder, name)).find(isExecutable);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The folders `<parent>/<name>/<rest>` for each entry of a folder, the highest version first; none if it is missing. */
export function versionFolders(parent: string, rest: string): string[] {
  try {
    return readdirSync(parent)
      .sort((one, other) => other.localeCompare(one, 'en', { numeric: true }))
      .map((entry) => join(parent, entry, rest));
  } catch {
    return [];
  }
}
