import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installFromDistribution } from '../apt/install.ts';
import { noInstalledRabbitmq } from '../errors/carv-490-no-rabbitmq.ts';
import { isAlive } from '../joining/process-identity.ts';
import { end, isGoneWithin, signal as signalProcess } from '../processes/end.ts';
import type { RabbitmqInstallation } from './installation.ts';
import { findRabbitmq, rabbitmqctl } from './installation.ts';
import { startRabbitmqNode, stopRabbitmqNode } from './node.ts';
import type { RabbitmqNode } from './node.ts';
import { nodeEnvironment } from './node-files.ts';

/** A broker that belongs to one test, to be stopped, killed, frozen and started again at will. */
export interface PrivateRabbitmq {
  /** Stays the same over stop and start. */
  readonly url: string;
  readonly managementUrl: string;
  readonly port: number;
  /** Of the running broker; the last one's while it is down. */
  readonly pid: number;
  /** Starts it again on the same ports and data: about 8 s. */
  start(): Promise<void>;
  /** Cleanly: about 6 s. */
  stop(): Promise<void>;
  /** @default SIGKILL. After a deadly signal, answers once the process is gone; SIGSTOP freezes, SIGCONT thaws. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Runs `rabbitmqctl` against it and answers its output. */
  ctl(...args: string[]): Promise<string>;
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
  const parent = options.parentFolder ?? tmpdir();
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'carveout-rabbitmq-'));
  const launch = async (): Promise<RabbitmqNode> => {
    const started = await startRabbitmqNode(installation, { folder, record: () => undefined });
    if (typeof started === 'string') throw noInstalledRabbitmq([{ origin: 'installed', reason: started }]);
    return started;
  };
  let node = await launch().catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  const { url, managementUrl, ports } = node;
  return {
    url,
    managementUrl,
    port: ports.amqp,
    get pid() {
      return node.server.pid;
    },
    async start() {
      if (isAlive(node.server)) return;
      await end(node.epmd, []);
      node = await launch();
      if (node.ports.amqp !== ports.amqp) {
        throw new Error(`port ${ports.amqp} was taken by another process in the meantime`);
      }
    },
    stop: () => stopRabbitmqNode([node.server], true),
    async kill(signal = 'SIGKILL') {
      signalProcess(node.server, signal);
      if (signal !== 'SIGSTOP' && signal !== 'SIGCONT' && signal !== 'SIGHUP') {
        await isGoneWithin(node.server, 30_000);
      }
    },
    ctl: (...args) => rabbitmqctl(installation, nodeEnvironment(folder, node.ports), args),
    async remove() {
      await stopRabbitmqNode([node.server, node.epmd], false);
      rmSync(folder, { recursive: true, force: true });
    },
  };
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
