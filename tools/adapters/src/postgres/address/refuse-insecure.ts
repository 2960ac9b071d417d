import { CarveoutError } from '@carveout/runtime';
import { isGuessable } from '../../address/guessable-password.ts';
import { staysOnMachine } from '../../address/stays-on-machine.ts';
import { insecureDatabase } from '../errors/carv-508-insecure-database.ts';
import type { ServerAddress } from './server-address.ts';

/**
 * Refuses, in production, a password that anyone would guess and a link that anyone on the way could read.
 *
 * @throws CarveoutError CARV-508.
 */
export function refuseInsecure(module: string, address: ServerAddress): void {
  if (isGuessable(address.user, address.password)) {
    throw refused(
      module,
      address,
      'its password is a well-known default, or the user’s name, or none',
      'Set a password of your own.',
    );
  }
  if (!address.encrypted && !staysOnMachine(address.host)) {
    throw refused(module, address, 'its link is not encrypted', 'Add ?sslmode=verify-full to the address.');
  }
}

function refused(module: string, address: ServerAddress, why: string, remedy: string): CarveoutError {
  return new CarveoutError(
    insecureDatabase,
    `Module ${module} may not use the database ${address.label} as ${address.user} in production: ${why}. ${remedy}`,
  );
}
