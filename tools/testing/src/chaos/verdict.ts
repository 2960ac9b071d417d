/** What a chaos run ends with. */
export interface Verdict {
  /** What was violated, a line each; none means that all holds. */
  readonly violations: readonly string[];
}

const MOST_LISTED = 40;

/** The verdict as lines to print. */
export function describeVerdict({ violations }: Verdict, seen: string): string[] {
  const more = violations.length - MOST_LISTED;
  return [
    ...violations.slice(0, MOST_LISTED).map((one) => `violation: ${one}`),
    ...(more > 0 ? [`… and ${more} more`] : []),
    violations.length === 0 ? `holds: ${seen}` : `VIOLATED: ${violations.length} violations: ${seen}`,
  ];
}
