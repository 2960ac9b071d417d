import type { SupervisedConnection } from '../connection/supervised-connection.ts';
import type { CallLane } from './call-lanes.ts';
import { otherLane } from './call-lanes.ts';

/** The lane of a module that hosts consume, the one in use first; undefined when there is none, or nobody knows. */
export async function findLane(
  connection: SupervisedConnection,
  module: string,
  inUse: CallLane,
): Promise<CallLane | undefined> {
  for (const lane of [inUse, otherLane(inUse)]) if (await isConsumed(connection, lane.queue(module))) return lane;
  return undefined;
}

function isConsumed(connection: SupervisedConnection, queue: string): Promise<boolean> {
  return connection
    .withChannel((channel, limited) => limited(`check queue ${queue}`, channel.checkQueue(queue)))
    .then(
      ({ consumerCount }) => consumerCount > 0,
      () => false,
    );
}
