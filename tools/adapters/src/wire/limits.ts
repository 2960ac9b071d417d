/** What one message carries at most; a call that is larger by itself travels alone. */
export const BATCH_CALLS = 64;
export const BATCH_BYTES = 64 * 1024;
