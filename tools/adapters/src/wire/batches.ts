import { BATCH_BYTES, BATCH_CALLS } from './limits.ts';

/** With several replicas a turn's calls are spread over them, but not in smaller portions than this. */
const SMALLEST_SHARE = 8;

/** How many calls go into one message when `calls` of a turn are meant for `replicas` hosts. */
export function shareOf(calls: number, replicas: number): number {
  if (replicas < 2) return BATCH_CALLS;
  return Math.min(BATCH_CALLS, Math.max(SMALLEST_SHARE, Math.ceil(calls / replicas)));
}

/** Splits what was gathered into messages: up to `share` elements and 64 KiB each, a larger element alone. */
export function splitIntoBatches<T extends { readonly bytes: number }>(elements: readonly T[], share: number): T[][] {
  const batches: T[][] = [];
  let batch: T[] = [];
  let bytes = 2;
  for (const element of elements) {
    if (batch.length > 0 && (batch.length >= share || bytes + element.bytes + 1 > BATCH_BYTES)) {
      batches.push(batch);
      batch = [];
      bytes = 2;
    }
    batch.push(element);
    bytes += element.bytes + 1;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
