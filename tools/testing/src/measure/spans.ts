/** A piece of time; both ends in ms of one clock. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** How much of `within` is in one of these at least. */
export function covered(spans: readonly Span[], within: Span): number {
  let [sum, reached] = [0, within.from];
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const end = Math.min(to, within.to);
    if (end <= reached) continue;
    sum += end - Math.max(from, reached);
    reached = end;
  }
  return sum;
}
