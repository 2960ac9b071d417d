/** A process that is told to stop ends by itself. @param killed names of those that did not */
export function stopViolations(killed: readonly string[]): string[] {
  return killed.map((name) => `${name} did not stop in time, and had to be killed`);
}
