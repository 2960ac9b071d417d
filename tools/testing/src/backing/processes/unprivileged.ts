import { readFileSync, statSync } from 'node:fs';
import { findProgram } from './find-program.ts';
import { run } from './run.ts';

/** How a program is started under an account that is not root. */
export interface Account {
  /** For `spawn`; absent when this process is not root or when `prefix` changes the account. */
  readonly uid?: number;
  readonly gid?: number;
  /** Words to put before the command. */
  readonly prefix: readonly string[];
  /** Who must own the data. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/**
 * The account for a server that refuses to run as root, as PostgreSQL does. As an ordinary user: that user. As root:
 * whoever owns `existingData`, else the user `postgres` where there is one, else `nobody`; nothing is added to the
 * system. Where that user may not pass the folders on the way (a checkout below /root), the server gets the one right
 * to pass them. Answers a reason when none of this works.
 */
export async function unprivilegedAccount(
  program: string,
  folder: string,
  existingData: string | undefined,
): Promise<Account | string> {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const owner = ownerOf(existingData) ?? accountNamed('postgres') ?? accountNamed('nobody');
  if (owner === undefined) return 'root may not run it, and there is neither a user `postgres` nor `nobody`';
  if (await reaches({ ...owner, prefix: [] }, program, folder)) return { ...owner, prefix: [], owner };
  const setpriv = findProgram('setpriv');
  for (const right of passingRights()) {
    if (setpriv === undefined) break;
    const change = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
    // The last one makes the right count for access(2), too, with which PostgreSQL looks for its own programs.
    const keep = [`--inh-caps=+${right}`, `--ambient-caps=+${right}`, '--securebits=+no_setuid_fixup'];
    const account: Account = { prefix: [setpriv, ...change, ...keep, '--'], owner };
    if (await reaches(account, program, folder)) return account;
  }
  return `root may not run it, and user ${owner.uid} may not reach ${program} and ${folder}`;
}

async function reaches(account: Account, program: string, folder: string): Promise<boolean> {
  for (const command of [
    [program, '--version'],
    ['test', '-x', program, '-a', '-x', folder],
  ]) {
    const [file, ...args] = [...account.prefix, ...command];
    if (!(await run(file!, args, account)).ok) return false;
  }
  return true;
}

function ownerOf(path: string | undefined): { uid: number; gid: number } | undefined {
  const stats = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
  return stats === undefined || stats.uid === 0 ? undefined : { uid: stats.uid, gid: stats.gid };
}

function accountNamed(name: string): { uid: number; gid: number } | undefined {
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find((fields) => fields[0] === name);
  return entry && { uid: Number(entry[2]), gid: Number(entry[3]) };
}

/** The capabilities that let a process pass closed folders, the narrower first, as far as this process has them. */
function passingRights(): string[] {
  if (process.platform !== 'linux') return [];
  const status = readFileSync('/proc/self/status', 'utf8');
  const permitted = BigInt(`0x${/^CapPrm:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  const bits = { dac_read_search: 2n, dac_override: 1n };
  return Object.entries(bits)
    .filter(([, bit]) => (permitted & (1n << bit)) !== 0n)
    .map(([name]) => name);
}
