import '../../harness/kit-process.ts';
import { randomUUID } from 'node:crypto';
import { createRabbitmq } from '@carveout/adapters/rabbitmq';
import { compose } from '@carveout/runtime';
import type { AssembledModule, ComposeOptions, Deployment } from '@carveout/runtime';
import { inEarnest } from '../ours.ts';

type Topology = ComposeOptions['topology'];

const topology: Topology = {
  file: '(bench)',
  deployables: [
    { name: 'desk', modules: ['desk'], replicas: 1, line: 1 },
    { name: 'quotes', modules: ['quotes'], replicas: 1, line: 2 },
  ],
  links: { commands: 'rabbitmq', queries: 'rabbitmq', events: 'rabbitmq' },
  discovery: 'static',
  config: {},
  ports: {},
};

/** Hosts one of the two modules in this process, linked by RabbitMQ. */
export async function hostOverRabbitmq(deployable: string, module: AssembledModule, url: string): Promise<Deployment> {
  const settings = inEarnest();
  const { calls, events } = createRabbitmq({ url, host: `${deployable}-${randomUUID()}`, log: settings.log });
  const deployment = compose({
    deployable,
    topology,
    modules: [module],
    callLinks: { rabbitmq: calls },
    eventLink: events,
    ...settings,
  });
  await deployment.start();
  return deployment;
}
