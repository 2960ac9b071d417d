import type { SupervisedConnection } from '../connection/supervised-connection.ts';
import { withinLimit } from '../connection/within-limit.ts';
import type { CallLane } from './call-lanes.ts';
import { otherLane } from './call-lanes.ts';

/** A node that is down may be looked for by the broker for a minute. */
const ANSWER_MS = 2_000;

/** The lane of a module that hosts consume, the one in use first; undefined when there is none, or nobody knows. */
export async function findLane(
  connection: SupervisedConnection,
  module: string,
  inUse: CallLane,
): Promise<CallLane | undefined> {
  const other = otherLane(inUse);
  const [isInUse, isOther] = await Promise.all(
    [inUse, other].map((lane) => isConsumed(connection, lane.queue(module))),
  );
  if (isInUse) return inUse;
  return isOther ? other : undefined;
}

function isConsumed(connection: SupervisedConnection, queue: string): Promise<boolean> {
  const limitMs = Math.min(ANSWER_MS, connection.settings.brokerMs);
  return connection
    .withChannel((channel) => withinLimit(`check queue ${queue}`, limitMs, channel.checkQueue(queue)))
    .then(
      ({ consumerCount }) => consumerCount > 0,
      () => false,
    );
}
