import { join } from 'node:path';

/**
 * Folder in which Node keeps what it has made of the sources, for the supervisor and all that it starts: about a third
 * of the time that a process takes to start. What is kept goes by the contents of a file, so that it is never stale.
 */
export const compileCache = join(import.meta.dirname, '../../../../node_modules/.cache/carveout');
