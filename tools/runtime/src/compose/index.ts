export { compose } from './compose.ts';
export type { ComposeOptions, LeaseTimes } from './compose-options.ts';
export { Deployment } from './deployment.ts';
export type { Occasion } from './outside-calls.ts';
export { oneProcess } from './one-process.ts';
export { readConfig, variableName } from './module-config.ts';
