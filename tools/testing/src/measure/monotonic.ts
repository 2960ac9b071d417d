/** The machine's monotonic clock, in ms: one for all its processes, and never set. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
