/**
 * Up to `count` of `all`, without `given`. Which ones and in which order depends on `given` alone, however it is
 * ordered: the same question gets the same answer in every replica, and other products get other company.
 */
export function recommend(all: readonly string[], given: readonly string[], count: number): string[] {
  const excluded = new Set(given);
  const seed = [...excluded].sort().join(' ');
  return [...new Set(all)]
    .filter((id) => !excluded.has(id))
    .map((id) => ({ id, rank: hash(`${seed}|${id}`) }))
    .sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1))
    .slice(0, count)
    .map(({ id }) => id);
}

/** FNV-1a with a final mix, 32 bits: scatters short texts well and is the same on every machine. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}
