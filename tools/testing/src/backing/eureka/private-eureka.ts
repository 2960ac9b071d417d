import { noEureka } from '../errors/carv-459-no-eureka.ts';
import { isAlive } from '../joining/process-identity.ts';
import { isGoneWithin, signal as signalProcess } from '../processes/end.ts';
import { freeze } from '../processes/freeze.ts';
import { forRestarts } from '../processes/free-port.ts';
import { throwAway } from '../rabbitmq/throw-away.ts';
import type { EurekaInstallation } from './installation.ts';
import { findEureka, installEureka, isInstallation } from './installation.ts';
import type { EurekaServer } from './server.ts';
import { startEurekaServer, stopEurekaServer } from './server.ts';

/** A Eureka that belongs to one test, to be stopped, killed, frozen and started again, empty, at will. */
export interface PrivateEureka {
  /** `http://127.0.0.1:port/eureka`. Stays the same over stop and start. */
  readonly url: string;
  readonly port: number;
  /** Of the running server; the last one's while it is down. */
  readonly pid: number;
  /** Starts it again on the same port, with an empty registry: 4 to 10 s. */
  start(): Promise<void>;
  /** Cleanly. */
  stop(): Promise<void>;
  /** @default SIGKILL. After a deadly signal, answers once the process is gone, after SIGSTOP once it stands still. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Kills it and removes its folder. */
  remove(): Promise<void>;
}

export interface PrivateEurekaOptions {
  /** @default a folder under the system's temporary one */
  readonly parentFolder?: string;
}

/** Starts a server of the test's own, which is built first where it never was. */
export async function startPrivateEureka(options: PrivateEurekaOptions = {}): Promise<PrivateEureka> {
  const installation = await requireEureka(() => undefined);
  const { folder, add, remove } = throwAway('carveout-eureka-', options.parentFolder);
  const launch = async (): Promise<EurekaServer> => {
    const started = await startEurekaServer(installation, { folder, range: forRestarts, record: add });
    if (typeof started === 'string') throw noEureka([{ origin: 'installed', reason: started }]);
    return started;
  };
  let server = await launch().catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  const { url, port } = server;
  return {
    url,
    port,
    get pid() {
      return server.process.pid;
    },
    async start() {
      if (!isAlive(server.process)) server = await launch();
      if (server.port !== port) throw new Error(`port ${port} was taken by another process in the meantime`);
    },
    stop: () => stopEurekaServer(server.process, true),
    async kill(signal = 'SIGKILL') {
      if (signal === 'SIGSTOP') return freeze(server.process);
      signalProcess(server.process, signal);
      if (signal !== 'SIGCONT') await isGoneWithin(server.process, 30_000);
    },
    remove,
  };
}

/**
 * The server that can be started here; Java and Maven are installed, and the server is built, where that is possible.
 *
 * @throws BackingUnavailable CARV-459 when there is none.
 */
export async function requireEureka(log: (line: string) => void): Promise<EurekaInstallation> {
  const found = await findEureka(log);
  if (isInstallation(found)) return found;
  const installed = await installEureka(log);
  if (isInstallation(installed)) return installed;
  throw noEureka([
    { origin: 'installed', ...found },
    { origin: 'apt', ...installed },
  ]);
}
