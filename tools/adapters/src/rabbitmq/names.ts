/**
 * Names at the broker. They carry the module's name and never the deployable's, so that a module can move; all of one
 * module's start with `carveout.<module>.`, so that permissions can be written as prefixes.
 */

/** Direct exchange that callers publish to and the queue behind it, which all replicas of the module share. */
export const callsExchange = (module: string): string => `carveout.${module}.calls`;
export const callsQueue = callsExchange;
export const CALLS_KEY = 'calls';
/** The queue that stands in while the node that keeps the other one is down. */
export const spareCallsQueue = (module: string): string => `carveout.${module}.calls.spare`;
export const SPARE_CALLS_KEY = 'spare';

/** Direct exchange of all answers; each process binds a private queue to it under the queue's own name. */
export const REPLIES_EXCHANGE = 'carveout.replies';
export const replyQueue = (host: string, nonce: string): string => `carveout.replies.${host}.${nonce}`;

/** Direct exchange for the events of the module that declares them. */
export const eventsExchange = (module: string): string => `carveout.${module}.events`;
/** Durable mark at the broker: somebody has subscribed to this event of `module`, ever. */
export const heardMark = (module: string, event: string, version: number): string =>
  `${eventsExchange(module)}.${event}.v${version}.heard`;
/** Durable mark: all subscriptions of `module`, if it has any, have been made once. */
export const listeningMark = (module: string): string => `${eventsExchange(module)}.listening`;

/** What the names of all queues of a listening module's listeners begin with. */
export const listenerQueues = (module: string): string => `carveout.${module}.events.`;
/** Queue of one partition of a listener; `module` is the listening module. */
export const eventQueue = (module: string, listener: string, partition: number): string =>
  `${listenerQueues(module)}${listener}.${partition}`;

/** Queue without messages that every replica of a listener consumes, so that its consumers can be counted. */
export const replicasQueue = (module: string, listener: string): string =>
  `carveout.${module}.events.${listener}.replicas`;

/** Direct exchange to the queues of a listening module's own listeners, each under its queue's name: for dead letters. */
export const replaysExchange = (module: string): string => `carveout.${module}.replays`;

/** Exchange and queue of what is set aside at the broker for a listening module. */
export const deadLetters = (module: string): string => `carveout.${module}.dead-letters`;
