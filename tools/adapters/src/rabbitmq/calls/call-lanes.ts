import { CALLS_KEY, SPARE_CALLS_KEY, callsQueue, spareCallsQueue } from '../names.ts';

/**
 * A way from callers to hosts: a key of the module's exchange, and the queue behind it. A call is on one lane only, so
 * that no two hosts can run it.
 */
export interface CallLane {
  readonly key: string;
  queue(module: string): string;
}

export const MAIN_LANE: CallLane = { key: CALLS_KEY, queue: callsQueue };

/**
 * Taken while the main lane's queue is not to be had: a classic queue lives on one node of a cluster, and as long as that
 * node is down it can be neither used nor deleted nor declared at another one.
 */
export const SPARE_LANE: CallLane = { key: SPARE_CALLS_KEY, queue: spareCallsQueue };

export function otherLane(lane: CallLane): CallLane {
  return lane === MAIN_LANE ? SPARE_LANE : MAIN_LANE;
}
