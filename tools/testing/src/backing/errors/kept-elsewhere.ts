import type { ErrorDefinition } from '@carveout/runtime';
import { CarveoutError } from '@carveout/runtime';
import type { BackingOrigin } from '../backing-use.ts';

const names: Readonly<Record<BackingOrigin, string>> = {
  environment: 'an address in the environment',
  docker: 'Docker',
  embedded: 'the packages that npm installed',
  installed: 'this system',
  apt: 'this system',
};

const bringBack: Readonly<Record<BackingOrigin, string>> = {
  environment: 'Set the address again',
  docker: 'Start Docker',
  embedded: 'Run `npm ci`',
  installed: 'Install it again',
  apt: 'Install it again',
};

/** Another origin would begin with an empty server while the data lies beside it. */
export function keptElsewhere(
  definition: ErrorDefinition,
  what: string,
  variable: string,
  kept: { readonly folder: string; readonly origin: BackingOrigin; readonly why: string },
): CarveoutError {
  const { folder, origin, why } = kept;
  return new CarveoutError(
    definition,
    `The data in ${folder} is that of a ${what} from ${names[origin]} (${origin}), which cannot be started: ${why}. ` +
      `Another ${what} would not find it. ${bringBack[origin]}, name a server with ${variable}, or, to begin anew ` +
      'without that data, delete the folder.',
  );
}
