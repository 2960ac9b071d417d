import { CarveoutError } from '@carveout/runtime';
import { insecureDatabase } from '../errors/carv-508-insecure-database.ts';
import type { ServerAddress } from './server-address.ts';

/** Those of manuals, images and examples, which are the first that are tried. */
const DEFAULT_PASSWORDS = new Set([
  ...['', 'postgres', 'postgresql', 'password', 'passw0rd', 'pass', 'admin', 'root', 'secret', 'changeme', 'change-me'],
  ...['change_me', 'carveout', 'example', 'test', 'guest', 'default', '1234', '12345', '123456', 'mysecretpassword'],
]);

/**
 * Refuses, in production, a password that anyone would guess and a link that anyone on the way could read.
 *
 * @throws CarveoutError CARV-508.
 */
export function refuseInsecure(module: string, address: ServerAddress): void {
  const password = address.password.toLowerCase();
  if (DEFAULT_PASSWORDS.has(password) || password === address.user.toLowerCase()) {
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

function staysOnMachine(host: string): boolean {
  return host.startsWith('/') || host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function refused(module: string, address: ServerAddress, why: string, remedy: string): CarveoutError {
  return new CarveoutError(
    insecureDatabase,
    `Module ${module} may not use the database ${address.label} as ${address.user} in production: ${why}. ${remedy}`,
  );
}
