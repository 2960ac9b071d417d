/**
 * For steps that only go forward: what they do cannot be undone, or undoing it would need the very thing that is down.
 * Milliseconds.
 */
export const FOREVER = Number.MAX_SAFE_INTEGER;
