import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessIdentity } from '../joining/process-identity.ts';
import { identify } from '../joining/process-identity.ts';
import { startDetached } from '../processes/detached.ts';
import { end } from '../processes/end.ts';
import { freshLog, logNames } from '../processes/fresh-log.ts';
import { freePort } from '../processes/free-port.ts';
import type { PortRange } from '../processes/worker-ports.ts';
import { unprivilegedAccount } from '../processes/unprivileged.ts';
import { waitUntilUp } from '../processes/wait-until-up.ts';
import { readSettings, writeSettings } from '../settings.ts';
import { postgresAnswers } from './answers.ts';
import type { PostgresBinaries } from './binaries.ts';
import type { Survives } from './cluster.ts';
import { dataFolder, makeCluster, owner, serverArguments } from './cluster.ts';

export interface PostgresServer {
  readonly url: string;
  readonly port: number;
  readonly process: ProcessIdentity;
}

export interface ServerRequest {
  readonly folder: string;
  readonly survives: Survives;
  /** Where a new folder's port is chosen. @default those of servers that stay up */
  readonly range?: PortRange;
  /** Called once the process runs, before it answers. */
  readonly record: (process: ProcessIdentity) => void;
}

/** Starts a private server on a folder, on the port that it had before if that is free. Answers why it could not. */
export async function startPostgresServer(
  binaries: PostgresBinaries,
  request: ServerRequest,
): Promise<PostgresServer | string> {
  const { folder, survives } = request;
  const data = dataFolder(folder, binaries.majorVersion);
  mkdirSync(folder, { recursive: true });
  const account = await unprivilegedAccount(binaries.postgres, folder, data);
  if (typeof account === 'string') return account;
  await endServerOn(data, survives === 'machine');
  const settings = readSettings(folder);
  const port = await freePort(settings.ports['postgres'], request.range);
  writeSettings(folder, { ...settings, ports: { ...settings.ports, postgres: port } });
  const unmade = await makeCluster(folder, binaries, account, settings.password);
  if (unmade !== undefined) return unmade;

  const logFile = freshLog(folder);
  const [file, ...args] = [...account.prefix, binaries.postgres, ...serverArguments(data, port, survives)];
  const environment = withoutPostgresVariables(process.env);
  const started = await startDetached({ ...account, file: file!, args, environment, folder: '/', logFile });
  if (started instanceof Error) return started.message;
  request.record(started);
  const url = `postgresql://${owner}:${settings.password}@127.0.0.1:${port}/postgres`;
  const notUp = await waitUntilUp({
    process: started,
    logFile,
    answers: () => postgresAnswers(url),
    within: 60_000,
  });
  if (notUp === undefined) return { url, port, process: started };
  await stopPostgresServer(started, false);
  return notUp;
}

/**
 * Stops a server and waits for its end: cleanly (open connections are cut, data is written), or at once for one whose
 * data nobody wants.
 */
export async function stopPostgresServer(server: ProcessIdentity, cleanly: boolean): Promise<void> {
  const atOnce = { signal: 'SIGQUIT', within: 5_000 } as const;
  await end(server, cleanly ? [{ signal: 'SIGINT', within: 30_000 }, atOnce] : [atOnce]);
}

/** Removes every major version's data, the log and the settings. */
export function clearPostgresFolder(folder: string, majorVersions: readonly string[]): void {
  for (const entry of [...majorVersions, ...logNames, 'settings.json']) {
    rmSync(join(folder, entry), { recursive: true, force: true });
  }
}

/** Ends a server of ours that still holds this data though no state file knows it: a folder has one server. */
async function endServerOn(data: string, cleanly: boolean): Promise<void> {
  let pid: number;
  try {
    pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return;
  }
  const process = identify(pid);
  if (process && commandLine(pid).includes(`\0${data}\0`)) await stopPostgresServer(process, cleanly);
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** PG* variables of the caller's shell must not reach the server. */
function withoutPostgresVariables(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^PG[A-Z]/.test(name)));
}
