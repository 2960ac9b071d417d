export type * from './calls.ts';
export type * from './events.ts';
export type * from './store.ts';
export { StoreConflict, definePersistence } from './store.ts';
