import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { removeContainer, startContainer } from '../docker/container.ts';
import type { NotHad, Running, StartRequest } from '../joining/running.ts';
import { readSettings, writeSettings } from '../settings.ts';
import { rabbitmqAnswers } from './answers.ts';
import { owner } from './node-files.ts';

const image = 'rabbitmq:4-management-alpine';

/** Runs RabbitMQ in a container, its data (if kept) in `docker` below the backing folder. */
export async function startRabbitmqContainer(request: StartRequest): Promise<Running | NotHad> {
  const { folder, persistent, log } = request;
  const settings = readSettings(folder);
  const data = join(folder, 'docker');
  const container = await startContainer({
    image,
    log,
    ports: [5672, 15672],
    environment: { RABBITMQ_DEFAULT_USER: owner, RABBITMQ_DEFAULT_PASS: settings.password },
    hostname: 'carveout', // part of the node's name, under which its data lies
    mount: persistent ? { source: data, target: '/var/lib/rabbitmq' } : undefined,
    prepare: () => {
      writeSettings(folder, settings);
      if (persistent) mkdirSync(data, { recursive: true });
    },
    record: (id) => request.record({ processes: [], container: id }),
  });
  if ('reason' in container) return container;
  const account = `${owner}:${settings.password}`;
  const url = `amqp://${account}@${container.host}:${container.ports[5672]}`;
  const managementUrl = `http://${account}@${container.host}:${container.ports[15672]}`;
  const until = Date.now() + 120_000;
  while (!(await rabbitmqAnswers(url, managementUrl))) {
    if (Date.now() >= until) {
      await removeContainer(container.id, false);
      return { reason: `the container of ${image} did not answer within 120 s` };
    }
    await sleep(300);
  }
  log(`started ${image} in Docker on ${container.host}:${container.ports[5672]}`);
  return { origin: 'docker', url, managementUrl, processes: [], container: container.id };
}
