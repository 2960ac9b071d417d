export * from './errors/index.ts';
export * from './ports/index.ts';
export * from './definition/index.ts';
export * from './compose/index.ts';
export { InProcessCalls } from './in-process/call-link.ts';
export { InProcessEvents } from './in-process/event-link.ts';
export { newId } from './pipeline/ids.ts';
