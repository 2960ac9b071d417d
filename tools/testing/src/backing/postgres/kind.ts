import { readdirSync } from 'node:fs';
import { isAlive } from '../joining/process-identity.ts';
import type { BackingKind, NotHad, Running, Source, StartRequest } from '../joining/running.ts';
import { installFromDistribution } from '../apt/install.ts';
import { containerRuns, removeContainer } from '../docker/container.ts';
import { noPostgres } from '../errors/carv-590-no-postgres.ts';
import { keptElsewhere } from '../errors/kept-elsewhere.ts';
import { postgresKeptElsewhere } from '../errors/carv-591-postgres-kept-elsewhere.ts';
import type { PostgresBinaries } from './binaries.ts';
import { embeddedBinaries, installedBinaries } from './binaries.ts';
import { postgresAnswers } from './answers.ts';
import { startPostgresContainer } from './container.ts';
import { clearPostgresFolder, startPostgresServer, stopPostgresServer } from './server.ts';

const docker: Source = { origin: 'docker', start: startPostgresContainer };

const embedded: Source = {
  origin: 'embedded',
  start: async (request) => startWith('embedded', await embeddedBinaries(), 'npm ci', request),
};

const ofTheSystem: readonly Source[] = [
  {
    origin: 'installed',
    start: async (request) => startWith('installed', await installedBinaries(), installCommand, request),
  },
  {
    origin: 'apt',
    start: async (request) => {
      const failure = await installFromDistribution('PostgreSQL', 'postgresql', request.log);
      if (failure) return failure;
      return startWith('apt', await installedBinaries(), installCommand, request);
    },
  },
];

const installCommand = 'apt-get install postgresql';

async function startWith(
  origin: 'embedded' | 'installed' | 'apt',
  binaries: PostgresBinaries | string,
  remedy: string,
  request: StartRequest,
): Promise<Running | NotHad> {
  if (typeof binaries === 'string') return { reason: binaries, remedy };
  const server = await startPostgresServer(binaries, {
    folder: request.folder,
    survives: request.persistent ? 'machine' : 'nothing',
    record: (process) => request.record({ processes: [process] }),
  });
  if (typeof server === 'string') {
    request.log(`${origin} PostgreSQL ${binaries.majorVersion} could not be started: ${server}`);
    return { reason: server };
  }
  request.log(`started ${origin} PostgreSQL ${binaries.majorVersion} on 127.0.0.1:${server.port}`);
  return { origin, url: server.url, processes: [server.process] };
}

/** How a PostgreSQL is had, joined and stopped. */
export const postgresKind: BackingKind = {
  name: 'PostgreSQL',
  // Data that is kept should not depend on a daemon that comes and goes, where npm brings all that it needs.
  sources: (persistent) => [...(persistent ? [embedded, docker] : [docker, embedded]), ...ofTheSystem],
  answers: async (running) => (await runs(running)) && postgresAnswers(running.url),
  stop: async (running, persistent) => {
    for (const process of running.processes) await stopPostgresServer(process, persistent);
    if (running.container !== undefined) await removeContainer(running.container, persistent);
  },
  clear: (folder) => {
    clearPostgresFolder(
      folder,
      readdirSync(folder).filter((entry) => /^pg\d+(\.draft)?$/.test(entry)),
    );
  },
  unavailable: noPostgres,
  keptElsewhere: (kept) => keptElsewhere(postgresKeptElsewhere, 'PostgreSQL', 'DATABASE_URL', kept),
};

async function runs(running: Running): Promise<boolean> {
  return running.container === undefined ? running.processes.every(isAlive) : containerRuns(running.container);
}
