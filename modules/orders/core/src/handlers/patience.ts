/**
 * How long a step of a checkout goes on trying before the order is given up, in milliseconds: so that the customer, who
 * waits for at most 9 s, learns that it failed, and yet a neighbour may be away for the time of a restart.
 */
export const PATIENCE = 6_000;

/**
 * For steps that only go forward: what they do cannot be undone, or undoing it would need the very thing that is down.
 * Milliseconds.
 */
export const FOREVER = Number.MAX_SAFE_INTEGER;
