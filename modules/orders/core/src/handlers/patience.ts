/**
 * How long a step of a checkout goes on trying before the order is given up, in milliseconds. The customer waits for at
 * most 9 s: with the last pause between two tries, and with what has to be undone, this is short enough to tell that it
 * failed, and long enough for a neighbour to change hosts. Whoever asks again under the same key learns it in any case.
 */
export const PATIENCE = 3_000;

/**
 * For steps that only go forward: what they do cannot be undone, or undoing it would need the very thing that is down.
 * Milliseconds.
 */
export const FOREVER = Number.MAX_SAFE_INTEGER;
