import { CarveoutError } from '@carveout/runtime';
import { isGuessable } from '../address/guessable-password.ts';
import { staysOnMachine } from '../address/stays-on-machine.ts';
import { splitAddresses } from './addresses/split-addresses.ts';
import { insecureBroker } from './errors/carv-415-insecure-broker.ts';

/** Whom amqplib logs in where an address names nobody. */
const GUEST = 'guest';

/**
 * Refuses, in production, a password that anyone would guess and a link that anyone on the way could read, at each
 * address.
 *
 * @param text URLs, `amqp:` or `amqps:`, separated by commas
 * @throws CarveoutError CARV-415.
 */
export function refuseInsecureBroker(text: string): void {
  for (const address of splitAddresses(text)) refuseInsecure(new URL(address));
}

function refuseInsecure(url: URL): void {
  const user = decode(url.username) || GUEST;
  const password = url.username === '' ? GUEST : decode(url.password);
  if (isGuessable(user, password)) {
    throw refused(
      url,
      user,
      'its password is a well-known default, or the user’s name, or none',
      'Set one of your own.',
    );
  }
  if (url.protocol === 'amqp:' && !staysOnMachine(url.hostname.replace(/^\[|\]$/g, ''))) {
    throw refused(url, user, 'its link is not encrypted', 'Write amqps:// and the port of the broker’s TLS listener.');
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function refused({ host }: URL, user: string, why: string, remedy: string): CarveoutError {
  return new CarveoutError(
    insecureBroker,
    `The broker that RABBITMQ_URL names, ${host}, may not be used as ${user} in production: ${why}. ${remedy}`,
  );
}
