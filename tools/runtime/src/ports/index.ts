export type * from './calls.ts';
export type * from './dead-letters.ts';
export type * from './deliveries.ts';
export type * from './events.ts';
export type * from './store.ts';
export { MOST_EVENT_BYTES, OUTBOX_LOOK_BYTES, StoreConflict, definePersistence } from './store.ts';
export type * from './discovery.ts';
