export { Module, defineModule } from './define-module.ts';
export type { AssembledModule, Due, Handler, Listener, ListenerOptions, Saga, Schedule } from './define-module.ts';
export { outside } from './module.ts';
export type { ModuleParts, OutsidePort, OutsidePorts, Ports } from './module.ts';
export type { Fallbacks } from './fallbacks.ts';
export type { CallOptions, Calls, Client, Neighbours } from './calls.ts';
export type * from './context.ts';
export type * from './saga.ts';
export type { PageFailure, Site, SiteTools } from './site.ts';
