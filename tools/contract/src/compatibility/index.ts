export type { BreakingChange } from './breaking-change.ts';
export { breakingChanges } from './breaking-changes.ts';
export { describeContract } from './description/describe-contract.ts';
export type * from './description/description.ts';
