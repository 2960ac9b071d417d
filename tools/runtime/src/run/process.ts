// What every process of the kit has in common, for those that are not made of modules.
export { isOn } from './is-on.ts';
export { listen } from './listen.ts';
export type { Listening } from './listen.ts';
export { observeUnreadable } from './observe-unreadable.ts';
export { openAdmin } from './open-admin.ts';
export { allocateYoung } from './young-allocations.ts';
export { runProcess } from './run-process.ts';
export type { ProcessSurroundings, Running } from './run-process.ts';
export { drainMsOf, killAfterMs, STOP_GRACE_MS } from './stop-times.ts';
export { tlsOf } from './tls-files.ts';
export { hostOf, usualPorts } from './usual-addresses.ts';
export { portOf, wholeNumber } from './whole-number.ts';
export { pause } from '../pause.ts';
export { openDirectory } from './open-directory.ts';
export type { DiscoveryAdapters, Finding } from './open-directory.ts';
export { RetryBudget } from '../resilience/retry-budget.ts';
