import type { Instance } from '../ports/index.ts';
import { isLoopback } from './networks.ts';
import type { Tls } from './tls.ts';

/** What a process knows of the way to others. */
export interface Way {
  /** Its certificates, where it has any. */
  readonly tls?: Tls | undefined;
  readonly production: boolean;
  /** A mesh encrypts. @default false */
  readonly plaintext?: boolean | undefined;
}

/**
 * Whether something may be sent to an instance. Unencrypted it goes within a mesh alone, or where this process has no
 * certificates and, in production, to its own machine: a registry's word must not take the encryption off.
 */
export function maySpeakTo({ secure, host }: Pick<Instance, 'secure' | 'host'>, way: Way): boolean {
  const { tls, production, plaintext } = way;
  return secure || plaintext === true || (tls === undefined && (!production || isLoopback(host)));
}
