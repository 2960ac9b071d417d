import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { ProcessIdentity } from '../joining/process-identity.ts';
import { identify, isAlive } from '../joining/process-identity.ts';
import { noPostgres } from '../errors/carv-590-no-postgres.ts';
import { isGoneWithin, signal as signalProcess } from '../processes/end.ts';
import { freeze } from '../processes/freeze.ts';
import { forRestarts } from '../processes/free-port.ts';
import type { PostgresBinaries } from './binaries.ts';
import { embeddedBinaries, installedBinaries } from './binaries.ts';
import { startPostgresServer, stopPostgresServer } from './server.ts';

/**
 * A PostgreSQL that belongs to one test, to be stopped, killed and started again at will. What was committed survives a
 * kill.
 */
export interface PrivatePostgres {
  /** Stays the same over stop and start. */
  readonly url: string;
  readonly port: number;
  /** Of the running server; the last one's while it is down. */
  readonly pid: number;
  /** Starts it again on the same port and data. */
  start(): Promise<void>;
  /** Cleanly; open connections are cut. */
  stop(): Promise<void>;
  /** @default SIGKILL. Answers once the process is gone. Of other signals only the postmaster learns. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Kills it, or stops it with all its backends, each of which is a process; answers what ends the outage. */
  breakDown(how: 'killed' | 'frozen'): Promise<() => Promise<void>>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

export interface PrivateOptions {
  /** @default a folder under the system's temporary one */
  readonly parentFolder?: string;
  /** True forces commits to disk, as in production. What was committed survives a kill either way. @default false */
  readonly persistent?: boolean;
}

/** Starts a server of the test's own: the embedded one, or else an installed one. */
export async function startPrivatePostgres(options: PrivateOptions = {}): Promise<PrivatePostgres> {
  const binaries = await anyBinaries();
  const parent = options.parentFolder ?? tmpdir();
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'carveout-postgres-'));
  chmodSync(folder, 0o711); // the server's account must pass it; the data in it stays closed
  const survives = options.persistent === true ? 'machine' : 'process';
  const launch = async (): Promise<Launched> => {
    const started = await startPostgresServer(binaries, {
      folder,
      survives,
      range: forRestarts,
      record: () => undefined,
    });
    if (typeof started === 'string') throw noPostgres([{ origin: 'embedded', reason: started }]);
    return started;
  };
  let server = await launch().catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  const { url, port } = server;
  const end = (cleanly: boolean): Promise<void> => stopPostgresServer(server.process, cleanly);
  const start = async (): Promise<void> => {
    if (!isAlive(server.process)) server = await relaunch(launch);
    if (server.port !== port) throw new Error(`port ${port} was taken by another process in the meantime`);
  };
  const kill = async (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
    if (signal === 'SIGSTOP') return freeze(server.process);
    signalProcess(server.process, signal);
    if (signal !== 'SIGCONT' && signal !== 'SIGHUP') {
      await isGoneWithin(server.process, 30_000);
    }
  };
  return {
    url,
    port,
    get pid() {
      return server.process.pid;
    },
    start,
    stop: () => end(true),
    kill,
    async breakDown(how) {
      if (how === 'frozen') return freezeAll(url, server.process);
      await kill();
      return start;
    },
    async remove() {
      signalProcess(server.process, 'SIGCONT');
      await end(false);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freezeAll(url: string, postmaster: ProcessIdentity): Promise<() => Promise<void>> {
  const asking = new pg.Client({ connectionString: url });
  await asking.connect();
  // First, so that it starts no further ones while they are listed.
  await freeze(postmaster);
  const { rows } = await asking.query<{ pid: number }>(
    'select pid from pg_stat_activity where pid <> pg_backend_pid()',
  );
  await asking.end();
  // One may have ended since it was listed.
  const backends = rows.map(({ pid }) => identify(pid)).filter((one) => one !== undefined);
  await Promise.all(backends.map(freeze));
  return async () => {
    for (const one of [postmaster, ...backends]) signalProcess(one, 'SIGCONT');
  };
}

interface Launched {
  readonly url: string;
  readonly port: number;
  readonly process: ProcessIdentity;
}

/** The children of a killed server hold its memory for a moment, and a new one refuses to start beside them. */
async function relaunch(launch: () => Promise<Launched>): Promise<Launched> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await launch();
    } catch (error) {
      if (attempt === 10 || !String(error).includes('still in use')) throw error;
      await sleep(300);
    }
  }
}

async function anyBinaries(): Promise<PostgresBinaries> {
  const embedded = await embeddedBinaries();
  if (typeof embedded !== 'string') return embedded;
  const installed = await installedBinaries();
  if (typeof installed !== 'string') return installed;
  throw noPostgres([
    { origin: 'embedded', reason: embedded, remedy: 'npm ci' },
    { origin: 'installed', reason: installed, remedy: 'apt-get install postgresql' },
  ]);
}
