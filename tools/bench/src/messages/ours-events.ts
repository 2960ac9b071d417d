import '../harness/kit-process.ts';
import { randomUUID } from 'node:crypto';
import { createRabbitmq } from '@carveout/adapters/rabbitmq';
import type { EventLink, Subscription } from '@carveout/runtime';
import { pino } from 'pino';

/** The listener of the adapter-only figures. */
export const subscription: Subscription = {
  module: 'reader',
  listener: 'on-placed',
  source: { module: 'orders', event: 'placed', version: 1 },
};

/** The adapter alone, with one queue per listener as the peers have, and a prefetch of 500 as they have. */
export async function connectEvents(url: string): Promise<EventLink> {
  const log = pino({ level: 'warn' }, process.stderr);
  const { events } = createRabbitmq({ url, host: `bench-${randomUUID()}`, log, partitions: 1, prefetch: 500 });
  await events.start();
  return events;
}
