import { readFileSync, readdirSync } from 'node:fs';

/** /proc counts in ticks of a hundredth of a second on every Linux that Node runs on. */
const MICROSECONDS_PER_TICK = 10_000;

interface ProcessStat {
  readonly parent: number;
  readonly microseconds: number;
}

function readStat(pid: number | string): ProcessStat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The name in brackets may hold blanks and brackets of its own.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { parent: Number(fields[1]), microseconds: ticks * MICROSECONDS_PER_TICK };
}

/** CPU time, user and system, that a process has used, in µs; undefined where /proc does not tell. */
export function cpuTimeOf(pid: number): number | undefined {
  return readStat(pid)?.microseconds;
}

/** A process and all that descend from it. */
export function processTree(root: number): number[] {
  const parents = new Map<number, number>();
  try {
    for (const entry of readdirSync('/proc')) {
      const stat = /^\d+$/.test(entry) ? readStat(entry) : undefined;
      if (stat) parents.set(Number(entry), stat.parent);
    }
  } catch {
    return [];
  }
  const tree = new Set([root]);
  let grown = true;
  while (grown) {
    grown = false;
    for (const [pid, parent] of parents) {
      if (tree.has(parent) && !tree.has(pid)) {
        tree.add(pid);
        grown = true;
      }
    }
  }
  return [...tree].filter((pid) => parents.has(pid));
}

/** CPU time of a process and its descendants so far, in µs. What ended in between is not counted. */
export function cpuTimeOfTree(root: number): number {
  return processTree(root).reduce((sum, pid) => sum + (cpuTimeOf(pid) ?? 0), 0);
}

/** Memory that a process holds for itself and not shared, and all of it, in MB. */
export function memoryOf(pid: number): { readonly rss: number; readonly pss: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? NaN);
    return { rss: kilobytes('Rss') / 1024, pss: kilobytes('Pss') / 1024 };
  } catch {
    return undefined;
  }
}
