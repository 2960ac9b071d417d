import { beforeAll } from 'vitest';
import { BackingUnavailable, requireInstalledNginx } from '../backing/index.ts';
import { skipWhereMissing } from './skip-where-missing.ts';

export interface NginxNeed {
  /** Whether there is one. From the file's own `beforeAll` on. */
  isHad(): boolean;
}

/**
 * Says that this file's tests start an nginx. Where none can be had they are skipped, with the reason; with CI=true they
 * fail.
 */
export function needNginx(): NginxNeed {
  let missing: string | undefined = 'it was not looked for yet';
  beforeAll(async () => {
    try {
      await requireInstalledNginx((line) => process.stdout.write(`nginx: ${line}\n`));
      missing = undefined;
    } catch (error) {
      if (!(error instanceof BackingUnavailable) || process.env['CI'] === 'true') throw error;
      missing = `${error.code}: ${error.message}`;
    }
  });
  skipWhereMissing(() => missing);
  return { isHad: () => missing === undefined };
}
