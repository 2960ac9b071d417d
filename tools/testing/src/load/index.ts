export { runLoad } from './run-load.ts';
export type { LoadOptions, LoadReport } from './run-load.ts';
export type { FailedRequest, RouteFigures } from './record.ts';
export { describeLoad } from './report.ts';
