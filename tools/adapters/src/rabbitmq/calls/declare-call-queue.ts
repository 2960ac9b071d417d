import type { Channel } from 'amqplib';
import { HomeIsSilent, isBrokerTimeout, lineOf } from '../connection/broker-fault.ts';
import type { SupervisedConnection } from '../connection/supervised-connection.ts';
import { withinLimit } from '../connection/within-limit.ts';
import { callsExchange } from '../names.ts';
import { brokerTimeout } from '../errors/carv-413-broker-timeout.ts';
import type { CallLane } from './call-lanes.ts';

/** The queue goes with its last consumer; should it ever be left behind without one, then after this time. */
const IDLE_QUEUE_MS = 60_000;
/** A queue whose node does not answer for so long is looked for at another one. */
const HOME_MS = 3_000;

/**
 * Declares a lane's queue and binds it. Rejects with what `homeIsDown` tells while the queue exists on a node that is down
 * or frozen.
 *
 * @param patienceMs how long that node is waited for. @default 3000, or `brokerMs` where that is less
 * @param stop aborted when nobody is to consume it any more: it is then not bound, and expires
 */
export async function declareCallQueue(
  connection: SupervisedConnection,
  channel: Channel,
  module: string,
  lane: CallLane,
  patienceMs = Math.min(HOME_MS, connection.settings.brokerMs),
  stop?: AbortSignal,
): Promise<void> {
  const { limited } = connection;
  const [exchange, queue] = [callsExchange(module), lane.queue(module)];
  const options = {
    durable: true,
    autoDelete: true,
    arguments: { 'x-queue-type': 'classic', 'x-expires': IDLE_QUEUE_MS },
  };
  await limited(`declare exchange ${exchange}`, channel.assertExchange(exchange, 'direct', { durable: true }));
  try {
    await withinLimit(`declare queue ${queue}`, patienceMs, channel.assertQueue(queue, options));
  } catch (error) {
    if (!isBrokerTimeout(error) || !(await connection.answers())) throw error;
    throw new HomeIsSilent(brokerTimeout, lineOf(error), { cause: error });
  }
  stop?.throwIfAborted();
  await limited(`bind queue ${queue}`, channel.bindQueue(queue, exchange, lane.key));
}
