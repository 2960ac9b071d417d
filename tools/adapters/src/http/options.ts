import { CarveoutError } from '@carveout/runtime';
import type { Directory, Networks, Tls } from '@carveout/runtime/discovery';
import { checkLimits } from '../wire/link-options.ts';
import type { Log } from '../wire/link-options.ts';
import { optionRefused } from './errors/carv-430-option-refused.ts';

export interface HttpLinkOptions {
  /** Where instances are; started and stopped by whoever made it. */
  readonly directory: Directory;
  /** Where this process runs: instances of the same zone are preferred. */
  readonly zone?: string | undefined;
  /** Connections go nowhere else. */
  readonly networks: Networks;
  /** The address to listen on. */
  readonly host: string;
  /** The port to listen on; 0 for any free one. */
  readonly port: number;
  /** What `GET /health/ready` tells: 200 or 503. */
  readonly ready: () => boolean;
  /** What all deployables share, and nobody else knows. Without it anybody who reaches the port may call. */
  readonly secret?: string | undefined;
  readonly tls?: Tls | undefined;
  /** True refuses to run without a secret, and without TLS beyond loopback (CARV-431). */
  readonly production: boolean;
  /** True allows production without TLS: a mesh encrypts. @default false */
  readonly plaintext?: boolean;
  readonly log: Log;
  readonly limits?: Partial<HttpLinkLimits>;
}

/** Nothing here is without a limit. Times in milliseconds, sizes in bytes. */
export interface HttpLinkLimits {
  /** Connections to one instance, each with one batch of calls at a time; while all are busy, calls wait. @default 64 */
  readonly connections: number;
  /** How long a connection may take to open, TLS included. @default 2_000 */
  readonly connectMs: number;
  /** Calls this process waits for; more are refused as `not-sent`. @default 8_192 */
  readonly callsInFlight: number;
  /** Calls this process runs for others; more are answered `not-sent`. @default 4_096 */
  readonly callsRunning: number;
  /** Size of one input or one answer. The same in all deployables. @default 8 MiB */
  readonly messageBytes: number;
  /** What may wait to be sent; as a host, what may have been received and not run, and answered and not read. @default 32 MiB */
  readonly bufferedBytes: number;
  /** Connections that this process takes; more are closed at once. @default 4_096 */
  readonly callerConnections: number;
  /** How long a caller may take to send a batch. @default 20_000 */
  readonly requestMs: number;
  /** How long a caller may take to read what it has been answered. @default 20_000 */
  readonly readMs: number;
}

export type Settings = HttpLinkOptions & { readonly limits: HttpLinkLimits };

const LIMITS: HttpLinkLimits = {
  connections: 64,
  connectMs: 2_000,
  callsInFlight: 8_192,
  callsRunning: 4_096,
  messageBytes: 8 * 1024 * 1024,
  bufferedBytes: 32 * 1024 * 1024,
  callerConnections: 4_096,
  requestMs: 20_000,
  readMs: 20_000,
};

/** @throws CarveoutError CARV-430 when an option cannot work. */
export function settle(options: HttpLinkOptions): Settings {
  const limits = { ...LIMITS, ...options.limits };
  checkLimits(limits, refuse);
  const { secret } = options;
  if (secret !== undefined && !/^[\x21-\x7e]+$/.test(secret))
    refuse('secret must be of visible ASCII characters, without spaces, as a header carries it');
  return { ...options, limits };
}

function refuse(fault: string): never {
  throw new CarveoutError(optionRefused, `HTTP link: ${fault}`);
}
