import { CarveoutError } from '@carveout/runtime';
import { isGuessable } from '../address/guessable-password.ts';
import { staysOnMachine } from '../address/stays-on-machine.ts';
import { insecureLink } from './errors/carv-431-insecure-link.ts';
import type { HttpLinkOptions } from './options.ts';

const SHORTEST_SECRET = 32;

/**
 * Refuses, in production, a link that anyone who reaches its port may use, and one that anyone on the way could read.
 *
 * @throws CarveoutError CARV-431.
 */
export function refuseInsecureLink({ secret, tls, host, plaintext, production }: HttpLinkOptions): void {
  if (!production) return;
  if (secret === undefined) throw refused('it has no secret, so that whoever reaches its port could call any module');
  if (secret.length < SHORTEST_SECRET || isGuessable('', secret))
    throw refused(`its secret is one that can be guessed; it must have at least ${SHORTEST_SECRET} characters`);
  if (tls === undefined && plaintext !== true && !staysOnMachine(host))
    throw refused('it is not encrypted; give it key, certificate and authority, or say that a mesh encrypts');
}

function refused(why: string): CarveoutError {
  return new CarveoutError(insecureLink, `The HTTP link may not be used like this in production: ${why}.`);
}
