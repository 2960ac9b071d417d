import { noEureka } from '../errors/carv-459-no-eureka.ts';
import { isAlive } from '../joining/process-identity.ts';
import type { BackingKind, NotHad, Running, Source, StartRequest } from '../joining/running.ts';
import { eurekaAnswers } from './answers.ts';
import type { EurekaInstallation } from './installation.ts';
import { findEureka, installEureka, isInstallation } from './installation.ts';
import { clearEurekaFolder, startEurekaServer, stopEurekaServer } from './server.ts';

const variable = 'EUREKA_URL';

const sources: readonly Source[] = [
  { origin: 'installed', start: async (request) => start('installed', await findEureka(request.log), request) },
  { origin: 'apt', start: async (request) => start('apt', await installEureka(request.log), request) },
];

async function start(
  origin: 'installed' | 'apt',
  installation: EurekaInstallation | NotHad,
  request: StartRequest,
): Promise<Running | NotHad> {
  if (!isInstallation(installation)) return installation;
  const server = await startEurekaServer(installation, {
    folder: request.folder,
    record: (process) => request.record({ processes: [process] }),
  });
  if (typeof server === 'string') {
    request.log(`${installation.jar} could not be started: ${server}`);
    return { reason: server };
  }
  request.log(`started a private server on 127.0.0.1:${server.port}`);
  return { origin, url: server.url, processes: [server.process] };
}

/** How a Eureka is had, joined and stopped. */
export const eurekaKind: BackingKind = {
  name: 'Eureka',
  sources: () => sources,
  answers: async (running) => running.processes.every(isAlive) && eurekaAnswers(running.url),
  stop: async (running, persistent) => {
    for (const process of running.processes) await stopEurekaServer(process, persistent);
  },
  clear: clearEurekaFolder,
  unavailable: (tried) => noEureka(tried, variable),
  // It keeps no data that could be elsewhere: those who registered do so again.
  keptElsewhere: ({ origin, why }) => noEureka([{ origin, reason: why }], variable),
};
