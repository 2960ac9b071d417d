/** Where two texts begin to differ. */
export interface Difference {
  /** Counted from 1. */
  readonly line: number;
  /** Undefined where the text has ended. */
  readonly found: string | undefined;
  readonly expected: string | undefined;
}

export function firstDifference(found: string, expected: string): Difference | undefined {
  if (found === expected) return undefined;
  const [foundLines, expectedLines] = [found.split('\n'), expected.split('\n')];
  let index = 0;
  while (foundLines[index] === expectedLines[index]) index += 1;
  return { line: index + 1, found: foundLines[index], expected: expectedLines[index] };
}
