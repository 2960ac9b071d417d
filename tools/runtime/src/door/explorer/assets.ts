import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The files of swagger-ui-dist that the explorer is made of, with their media types. */
export const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

/**
 * Finds the folder of swagger-ui-dist: beside this file, which may be a bundle, or below the working folder.
 *
 * @returns undefined where it is not installed.
 */
export function findAssets(): string | undefined {
  const starts = [import.meta.url, pathToFileURL(path.join(process.cwd(), 'index.js')).href];
  for (const start of starts) {
    try {
      return path.dirname(createRequire(start).resolve('swagger-ui-dist/package.json'));
    } catch {
      // Not there: try the next place.
    }
  }
  return undefined;
}
