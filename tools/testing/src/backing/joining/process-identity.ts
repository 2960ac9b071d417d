import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

/**
 * Names one process for good. A pid alone does not: pids are used again, and a stranger that got the pid of a server
 * of ours must never be signalled.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the process began, in whatever unit the system tells it; compared for equality only. */
  readonly began: string;
}

/** The identity of a live process, or `undefined` when there is none (a zombie counts as none). */
export function identify(pid: number): ProcessIdentity | undefined {
  const began = process.platform === 'linux' ? beganByProc(pid) : beganByPs(pid);
  return began === undefined ? undefined : { pid, began };
}

/** The identity of this process. */
export function identifySelf(): ProcessIdentity {
  const self = identify(process.pid);
  if (self === undefined) throw new Error(`this process (${process.pid}) cannot read its own start time`);
  return self;
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.began === identity.began;
}

export function isSame(one: ProcessIdentity, other: ProcessIdentity): boolean {
  return one.pid === other.pid && one.began === other.began;
}

function beganByProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses and may hold spaces and parentheses itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startTicks] = [fields[0], fields[19]];
    if (state === 'X' || startTicks === undefined || (state === 'Z' && !hasThreads(pid))) return undefined;
    return `${bootId()}/${startTicks}`;
  } catch {
    return undefined;
  }
}

/** Of a process that is being killed, the first thread is often a zombie while others still hold its ports and files. */
function hasThreads(pid: number): boolean {
  return readdirSync(`/proc/${pid}/task`).length > 1;
}

let boot: string | undefined;
/** Start ticks count from boot, so a state file that outlived a reboot needs the boot beside them. */
function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return boot;
}

function beganByPs(pid: number): string | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return line === '' || line.startsWith('Z') ? undefined : line.slice(line.indexOf(' ')).trim();
  } catch {
    return undefined;
  }
}
