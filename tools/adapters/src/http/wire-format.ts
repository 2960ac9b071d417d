/** Of requests and answers alike; its number is the version of the format that the README describes. */
export const CALLS_CONTENT = 'application/vnd.carveout.calls.1+x-ndjson';
export const CALLS_PATH = '/calls/';
export const READY_PATH = '/health/ready';

/**
 * Header of an answer that refuses a whole batch: the code of the reason. It says that none of the calls has run or will
 * run; an answer without it that is no answer to calls, such as one of a proxy, says nothing of the kind.
 */
export const REFUSED = 'carveout-refused';
