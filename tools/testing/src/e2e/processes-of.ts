import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Seen {
  readonly pid: number;
  /** The words of its command line, with spaces between them. */
  readonly command: string;
}

/** The live processes that have a text in their command line or environment; threads and dead ones are none. */
export function processesOf(marker: string): Seen[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid)
    .flatMap((pid) => {
      const command = read(pid, 'cmdline');
      return `${command}\0${read(pid, 'environ')}`.includes(marker)
        ? [{ pid, command: command.replaceAll('\0', ' ') }]
        : [];
    });
}

/** The environment that a process was started with; empty for one that has ended. */
export function environmentOf(pid: number): NodeJS.ProcessEnv {
  const entries = read(pid, 'environ')
    .split('\0')
    .filter((entry) => entry.includes('='));
  return Object.fromEntries(
    entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
}

/** Whether none of these processes lives any more. */
export async function areGone(seen: readonly Seen[], withinMs = 20_000): Promise<boolean> {
  for (const until = Date.now() + withinMs; Date.now() < until; await sleep(50)) {
    // One that has ended, and that nobody has asked about yet, has no command line.
    if (seen.every(({ pid, command }) => read(pid, 'cmdline').replaceAll('\0', ' ') !== command)) return true;
  }
  return false;
}

function read(pid: number, what: 'cmdline' | 'environ'): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'latin1');
  } catch {
    return ''; // ended in the meantime
  }
}
