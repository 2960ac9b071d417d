import { CarveoutError, MOST_EVENT_BYTES } from '@carveout/runtime';
import { checkLimits } from '../wire/link-options.ts';
import type { Log } from '../wire/link-options.ts';
import { parseAddresses } from './addresses/parse-addresses.ts';
import type { BrokerAddress } from './addresses/parse-addresses.ts';
import { optionRefused } from './errors/carv-414-option-refused.ts';
import { SLOTS } from './events/partition.ts';

export interface RabbitmqOptions {
  /**
   * `amqp://user:password@host:port/vhost`, or `amqps://`. A `heartbeat` in its query may only shorten the default.
   * Several nodes of a cluster are separated by commas, with one user and one vhost; each connection takes them in an
   * order of chance.
   */
  readonly url: string;
  /** Id of this process instance, unique among those that run: letters, digits, `. _ @ : -`; at most 100. */
  readonly host: string;
  readonly log: Log;
  /** True refuses default passwords, and plaintext to another machine (CARV-415). @default false */
  readonly production?: boolean;
  /**
   * Queues per listener: so many keys' events are handled at once over all replicas, each queue by one of them. One of
   * 1, 2, 4, 8, 16. Drain a listener before changing it (see the README of this folder).
   * @default 4
   */
  readonly partitions?: number;
  /** Unacknowledged events per queue of a listener. @default 100 */
  readonly prefetch?: number;
  readonly limits?: Partial<RabbitmqLimits>;
}

/** Nothing here is without a limit. Times in milliseconds, sizes in bytes. */
export interface RabbitmqLimits {
  /** How long `start`, `serve` and `subscribe` try before they reject. @default 30_000 */
  readonly startMs: number;
  /**
   * Limit of one broker call: connect, open, declare, bind, consume, close. Of several addresses each has its part of it
   * to connect. @default 8_000
   */
  readonly brokerMs: number;
  /** Longest wait between two tries to reconnect; the wait is random between 0 and a limit that doubles from 100. @default 5_000 */
  readonly reconnectMs: number;
  /** Seconds between heartbeats, at most 5: a frozen broker is noticed after two to three of them. @default 2 */
  readonly heartbeatSeconds: number;
  /** Calls this process waits for; more are refused as `not-sent`. @default 8_192 */
  readonly callsInFlight: number;
  /** Calls this process runs for others; more are answered `not-sent`. @default 4_096 */
  readonly callsRunning: number;
  /** Call messages (of up to 64 calls) per module that this host holds at once. @default 256 */
  readonly callPrefetch: number;
  /** Size of one input, one answer or one event; at least the 1 MiB that an event may have. @default 8 MiB */
  readonly messageBytes: number;
  /** What may wait in a connection's write buffer before calls and events are refused. @default 32 MiB */
  readonly bufferedBytes: number;
  /** Events published and not yet confirmed. @default 1_024 */
  readonly publishWindow: number;
  /** Events that wait for a place in the window; more are refused. @default 16_384 */
  readonly publishWaiting: number;
  /** How long a confirmation may take before the channel is given up. @default 30_000 */
  readonly confirmMs: number;
  /**
   * How long, on a new connection, events wait for modules that have not said at the broker what they hear. After that only
   * those wait that no queue takes. @default 30_000
   */
  readonly listeningMs: number;
  /** How often a host asks the broker whether it knows its consumers. @default 4_000 */
  readonly consumersMs: number;
  /** How often a host leaves queues to other replicas of a listener. @default 10_000 */
  readonly rebalanceMs: number;
}

export interface Settings extends RabbitmqLimits {
  readonly addresses: readonly BrokerAddress[];
  /** The addresses without user and password, for messages. */
  readonly address: string;
  readonly host: string;
  readonly log: Log;
  readonly partitions: number;
  readonly prefetch: number;
}

const LIMITS: RabbitmqLimits = {
  startMs: 30_000,
  brokerMs: 8_000,
  reconnectMs: 5_000,
  heartbeatSeconds: 2,
  callsInFlight: 8_192,
  callsRunning: 4_096,
  callPrefetch: 256,
  messageBytes: 8 * 1024 * 1024,
  bufferedBytes: 32 * 1024 * 1024,
  publishWindow: 1_024,
  publishWaiting: 16_384,
  confirmMs: 30_000,
  listeningMs: 30_000,
  consumersMs: 4_000,
  rebalanceMs: 10_000,
};

const HOST = /^[A-Za-z0-9._@:-]{1,100}$/;

/** @throws CarveoutError CARV-414 when an option cannot work. */
export function settle(options: RabbitmqOptions): Settings {
  const limits = { ...LIMITS, ...options.limits };
  const { partitions = 4, prefetch = 100, host, log } = options;
  checkLimits({ ...limits, prefetch }, refuse);
  if (limits.messageBytes < MOST_EVENT_BYTES)
    refuse(
      `messageBytes must be at least ${MOST_EVENT_BYTES}, the size of the largest event, not ${limits.messageBytes}`,
    );
  if (limits.heartbeatSeconds > 5) refuse(`heartbeatSeconds must be at most 5, not ${limits.heartbeatSeconds}`);
  if (!Number.isInteger(partitions) || partitions < 1 || SLOTS % partitions !== 0)
    refuse(`partitions must be 1, 2, 4, 8 or 16, not ${partitions}`);
  if (!HOST.test(host)) refuse(`host must match ${HOST}, not '${host}'`);
  const addresses = parseAddresses(options.url, limits.heartbeatSeconds);
  const address = addresses.map((one) => one.address).join(', ');
  return { ...limits, addresses, address, host, log, partitions, prefetch };
}

function refuse(fault: string): never {
  throw new CarveoutError(optionRefused, `RabbitMQ adapter: ${fault}`);
}
