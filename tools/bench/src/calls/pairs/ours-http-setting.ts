import '../../harness/kit-process.ts';
import { createHttpLink } from '@carveout/adapters/http';
import { compose } from '@carveout/runtime';
import type { AssembledModule, ComposeOptions, Deployment, Discovery } from '@carveout/runtime';
import { Directory, Networks } from '@carveout/runtime/discovery';
import { inEarnest } from '../ours.ts';

const topology: ComposeOptions['topology'] = {
  file: '(bench)',
  deployables: [
    { name: 'desk', modules: ['desk'], replicas: 1, line: 1 },
    { name: 'quotes', modules: ['quotes'], replicas: 1, line: 2 },
  ],
  links: { commands: 'http', queries: 'http', events: 'in-process' },
  discovery: 'static',
  config: {},
  ports: {},
};

/** Hosts one of the two modules in this process, linked by HTTP. @param quotesPort where `quotes` is. */
export async function hostOverHttp(
  deployable: string,
  module: AssembledModule,
  port: number,
  quotesPort: number,
): Promise<Deployment> {
  const settings = inEarnest();
  const networks = new Networks();
  const discovery = listing(quotesPort);
  const directory = new Directory({ discovery, modules: ['quotes'], networks, log: settings.log });
  await directory.start();
  const { calls } = createHttpLink({
    ...{ directory, networks, host: '127.0.0.1', port },
    ...{ ready: () => true, secret: 'bench-secret', production: false, log: settings.log },
  });
  const deployment = compose({ deployable, topology, modules: [module], callLinks: { http: calls }, ...settings });
  await deployment.start();
  return deployment;
}

/** Knows one instance of `quotes`. */
function listing(link: number): Discovery {
  const instance = { id: 'quotes', host: '127.0.0.1', ports: { link }, secure: false, metadata: {} };
  return {
    name: 'static',
    delayMs: 0,
    start: async (modules, see) => modules.forEach((module) => see(module, [instance])),
    announce: async () => ({ withdraw: async () => undefined }),
    health: () => undefined,
    stop: async () => undefined,
  };
}
