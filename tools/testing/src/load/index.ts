export { runLoad } from './run-load.ts';
export type { LoadOptions, LoadReport } from './run-load.ts';
export type { FailedRequest, RouteFigures } from './record.ts';
export { describeLoad } from './report.ts';
export { checkInvariants } from './invariants/check-invariants.ts';
export type { CheckOptions, CheckReport } from './invariants/check-invariants.ts';
