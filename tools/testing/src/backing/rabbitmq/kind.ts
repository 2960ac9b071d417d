import { installFromDistribution } from '../apt/install.ts';
import { containerRuns, removeContainer } from '../docker/container.ts';
import { noRabbitmq } from '../errors/carv-490-no-rabbitmq.ts';
import { rabbitmqKeptElsewhere } from '../errors/carv-492-rabbitmq-kept-elsewhere.ts';
import { keptElsewhere } from '../errors/kept-elsewhere.ts';
import { isAlive } from '../joining/process-identity.ts';
import type { BackingKind, NotHad, Running, Source, StartRequest } from '../joining/running.ts';
import { rabbitmqAnswers } from './answers.ts';
import { startRabbitmqContainer } from './container.ts';
import { findRabbitmq } from './installation.ts';
import { clearRabbitmqFolder, startRabbitmqNode, stopRabbitmqNode } from './node.ts';

const sources: readonly Source[] = [
  { origin: 'docker', start: startRabbitmqContainer },
  { origin: 'installed', start: async (request) => startInstalled('installed', request) },
  {
    origin: 'apt',
    start: async (request) => {
      const failure = await installFromDistribution('RabbitMQ', 'rabbitmq-server', request.log);
      return failure ?? startInstalled('apt', request);
    },
  },
];

async function startInstalled(origin: 'installed' | 'apt', request: StartRequest): Promise<Running | NotHad> {
  const installation = await findRabbitmq();
  if (typeof installation === 'string') return { reason: installation };
  const node = await startRabbitmqNode(installation, {
    folder: request.folder,
    record: (processes) => request.record({ processes }),
  });
  if (typeof node === 'string') {
    request.log(`${installation.server} could not be started: ${node}`);
    return { reason: node };
  }
  request.log(`started a private broker on 127.0.0.1:${node.ports.amqp} (management on ${node.ports.management})`);
  return { origin, url: node.url, managementUrl: node.managementUrl, processes: [node.server, node.epmd] };
}

/** How a RabbitMQ is had, joined and stopped. */
export const rabbitmqKind: BackingKind = {
  name: 'RabbitMQ',
  sources: () => sources,
  answers: async (running) => (await runs(running)) && rabbitmqAnswers(running.url, running.managementUrl),
  stop: async (running, persistent) => {
    await stopRabbitmqNode(running.processes, persistent);
    if (running.container !== undefined) await removeContainer(running.container, persistent);
  },
  clear: clearRabbitmqFolder,
  unavailable: noRabbitmq,
  keptElsewhere: (kept) => keptElsewhere(rabbitmqKeptElsewhere, 'RabbitMQ', 'RABBITMQ_URL', kept),
};

async function runs(running: Running): Promise<boolean> {
  const [server] = running.processes;
  if (running.container !== undefined) return containerRuns(running.container);
  return server !== undefined && isAlive(server);
}
