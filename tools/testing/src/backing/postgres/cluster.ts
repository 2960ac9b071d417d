import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastLines, run } from '../processes/run.ts';
import type { Account } from '../processes/unprivileged.ts';
import type { PostgresBinaries } from './binaries.ts';

/** The name of the account that owns a private server. */
export const owner = 'postgres';

/** Where the data of one major version lies below a backing folder. */
export function dataFolder(folder: string, majorVersion: number): string {
  return join(folder, `pg${majorVersion}`);
}

/** Makes the data folder if there is none. Answers why it could not. */
export async function makeCluster(
  folder: string,
  binaries: PostgresBinaries,
  account: Account,
  password: string,
): Promise<string | undefined> {
  const data = dataFolder(folder, binaries.majorVersion);
  if (existsSync(join(data, 'PG_VERSION'))) return undefined;
  // Made beside its place and moved there when whole: a killed initdb leaves nothing that looks like a database.
  const draft = `${data}.draft`;
  const passwordFile = join(folder, 'initdb-password');
  rmSync(draft, { recursive: true, force: true });
  rmSync(data, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account.owner) {
    chownSync(draft, account.owner.uid, account.owner.gid);
    chownSync(passwordFile, account.owner.uid, account.owner.gid);
  }
  const locale = process.platform === 'linux' ? 'C.UTF-8' : 'C';
  const [file, ...args] = [
    ...account.prefix,
    binaries.initdb,
    ...[`--pgdata=${draft}`, `--username=${owner}`, `--pwfile=${passwordFile}`],
    ...['--auth=scram-sha-256', '--encoding=UTF8', `--locale=${locale}`, '--no-sync'],
  ];
  const made = await run(file!, args, account);
  rmSync(passwordFile, { force: true });
  if (!made.ok) return `initdb failed: ${lastLines(made.output)}`;
  renameSync(draft, data);
  return undefined;
}

/**
 * What a server's data must survive: `machine` everything, `process` a kill of the server but not of the machine,
 * `nothing` no kill at all.
 */
export type Survives = 'machine' | 'process' | 'nothing';

const unsafeSettings: Record<Survives, Record<string, string>> = {
  machine: {},
  process: { fsync: 'off', full_page_writes: 'off' },
  nothing: { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' },
};

/** The command line of a server: on 127.0.0.1 only, without a socket file. */
export function serverArguments(data: string, port: number, survives: Survives): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '400',
    logging_collector: 'off',
    ...unsafeSettings[survives],
  };
  return ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}
