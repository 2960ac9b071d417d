/** From the first port to the last, the last excluded. */
export type PortRange = readonly [number, number];

/** Workers of vitest, 1 to 7 by their pool ids, and whoever is none. */
const SHARES = 8;

/** This process's share of a range: no two workers of a run look for ports in the same, and take them from each other. */
export function ofThisWorker([lowest, highest]: PortRange): PortRange {
  const size = Math.floor((highest - lowest) / SHARES);
  const first = lowest + size * (Number(process.env['VITEST_POOL_ID'] ?? 0) % SHARES);
  return [first, first + size];
}
