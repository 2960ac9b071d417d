import type { Channel } from 'amqplib';
import type { Limited } from '../connection/within-limit.ts';
import { callsExchange } from '../names.ts';
import type { CallLane } from './call-lanes.ts';

/** The queue goes with its last consumer; should it ever be left behind without one, then after this time. */
const IDLE_QUEUE_MS = 60_000;

/** Rejects with the broker's 404 while the queue exists on a node that is down. */
export async function declareCallQueue(
  channel: Channel,
  limited: Limited,
  module: string,
  lane: CallLane,
): Promise<void> {
  const [exchange, queue] = [callsExchange(module), lane.queue(module)];
  const options = {
    durable: true,
    autoDelete: true,
    arguments: { 'x-queue-type': 'classic', 'x-expires': IDLE_QUEUE_MS },
  };
  await limited(`declare exchange ${exchange}`, channel.assertExchange(exchange, 'direct', { durable: true }));
  await limited(`declare queue ${queue}`, channel.assertQueue(queue, options));
  await limited(`bind queue ${queue}`, channel.bindQueue(queue, exchange, lane.key));
}
