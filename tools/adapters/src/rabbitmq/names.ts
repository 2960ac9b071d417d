/**
 * Names at the broker. They carry the module's name and never the deployable's, so that a module can move; all of one
 * module's start with `carveout.<module>.`, so that permissions can be written as prefixes.
 */

/** Direct exchange that callers publish to and the queue behind it, which all replicas of the module share. */
export const callsExchange = (module: string): string => `carveout.${module}.calls`;
export const callsQueue = callsExchange;
export const CALLS_KEY = 'calls';

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

/** Queue of one partition of a listener; `module` is the listening module. */
export const eventQueue = (module: string, listener: string, partition: number): string =>
  `carveout.${module}.events.${listener}.${partition}`;

/** Queue without messages that every replica of a listener consumes, so that its consumers can be counted. */
export const replicasQueue = (module: string, listener: string): string =>
  `carveout.${module}.events.${listener}.replicas`;

/** Exchange and queue of the events that a listening module set aside. */
export const deadLetters = (module: string): string => `carveout.${module}.dead-letters`;
