import { installFromDistribution } from '../apt/install.ts';
import { noInstalledRabbitmq } from '../errors/carv-490-no-rabbitmq.ts';
import { end } from '../processes/end.ts';
import { forRestarts } from '../processes/free-port.ts';
import type { RabbitmqInstallation } from './installation.ts';
import { findRabbitmq, rabbitmqctl } from './installation.ts';
import { PRIVATE_START_WITHIN_MS, startRabbitmqNode } from './node.ts';
import type { RabbitmqNode } from './node.ts';
import { nodeEnvironment } from './node-files.ts';
import { privateNode } from './private-node.ts';
import type { PrivateNode } from './private-node.ts';
import { throwAway } from './throw-away.ts';

/** A broker of one node that belongs to one test. */
export interface PrivateRabbitmq extends PrivateNode {
  /** Kills it and removes its data. */
  remove(): Promise<void>;
}

export interface PrivateRabbitmqOptions {
  /** @default a folder under the system's temporary one */
  readonly parentFolder?: string;
}

/** Starts a broker of the test's own from the installed RabbitMQ, which is installed first where that is possible. */
export async function startPrivateRabbitmq(options: PrivateRabbitmqOptions = {}): Promise<PrivateRabbitmq> {
  const installation = await requireInstalledRabbitmq(() => undefined);
  const { folder, add, remove } = throwAway('carveout-rabbitmq-', options.parentFolder);
  const launch = async (): Promise<RabbitmqNode> => {
    const started = await startRabbitmqNode(installation, {
      folder,
      range: forRestarts,
      within: PRIVATE_START_WITHIN_MS,
      record: (processes) => void processes.map(add),
    });
    if (typeof started === 'string') throw noInstalledRabbitmq([{ origin: 'installed', reason: started }]);
    return started;
  };
  let node = await launch().catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  const { url, managementUrl, ports, server } = node;
  const controls = privateNode({
    url,
    managementUrl,
    server,
    async launch() {
      await end(node.epmd, []);
      node = await launch();
      if (node.ports.amqp === ports.amqp) return node.server;
      throw new Error(`port ${ports.amqp} was taken by another process in the meantime`);
    },
    ctl: (args) => rabbitmqctl(installation, nodeEnvironment(folder, node.ports), args),
  });
  return Object.assign(controls, { remove });
}

/**
 * The RabbitMQ that is installed; installs one where that is possible.
 *
 * @throws BackingUnavailable CARV-490 when there is none.
 */
export async function requireInstalledRabbitmq(log: (line: string) => void): Promise<RabbitmqInstallation> {
  const found = await findRabbitmq();
  if (typeof found !== 'string') return found;
  const failure = await installFromDistribution('RabbitMQ', 'rabbitmq-server', log);
  const installed = failure ? found : await findRabbitmq();
  if (typeof installed !== 'string') return installed;
  throw noInstalledRabbitmq([
    { origin: 'installed', reason: found },
    { origin: 'apt', reason: failure?.reason ?? installed },
  ]);
}
