import { isLoopback } from '@carveout/runtime/discovery';

/** True for the folder of a socket, and for loopback. */
export function staysOnMachine(host: string): boolean {
  return host.startsWith('/') || isLoopback(host);
}
