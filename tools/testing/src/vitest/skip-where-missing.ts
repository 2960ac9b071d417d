import { beforeEach } from 'vitest';

/**
 * Skips the tests of the file or suite in which it is called where something is not installed, each with what is missing
 * and how to get it: the run tells it in its last lines.
 *
 * @param missing undefined where all is there; asked before each test, after every `beforeAll`.
 */
export function skipWhereMissing(missing: () => string | undefined): void {
  beforeEach(({ skip }) => {
    const reason = missing();
    if (reason !== undefined) skip(reason);
  });
}
