import type { CallLink, EventLink } from '@carveout/runtime';
import { RabbitmqCallLink } from './calls/call-link.ts';
import { RabbitmqEventLink } from './events/event-link.ts';
import { settle } from './options.ts';
import type { RabbitmqOptions } from './options.ts';
import { refuseInsecureBroker } from './refuse-insecure.ts';

export interface Rabbitmq {
  readonly calls: CallLink;
  readonly events: EventLink;
}

/**
 * The call and event ports over RabbitMQ 3.10 and later. Nothing connects before a link is started; each link has its
 * own connections, so that either can be used alone.
 *
 * A broker that goes away after the start fails nothing for good: `health` says so, calls are answered `not-sent`,
 * `publish` rejects, and all of it mends by itself when the broker is back.
 *
 * @throws CarveoutError CARV-414 when an option cannot work; CARV-415 in production when the address is not safe.
 */
export function createRabbitmq(options: RabbitmqOptions): Rabbitmq {
  const settings = settle(options);
  if (options.production) refuseInsecureBroker(options.url);
  return { calls: new RabbitmqCallLink(settings), events: new RabbitmqEventLink(settings) };
}
