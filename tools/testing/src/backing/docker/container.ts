import type { NotHad } from '../joining/running.ts';
import { reasonOf } from '../reason-of.ts';
import { whyNoDocker } from './daemon.ts';

export interface ContainerRequest {
  readonly image: string;
  readonly ports: readonly number[];
  readonly environment: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly hostname?: string;
  readonly mount?: { readonly source: string; readonly target: string } | undefined;
  /** Called when a daemon answers, before the container is made. */
  readonly prepare: () => void;
  readonly record: (id: string) => void;
  readonly log: (line: string) => void;
}

export interface StartedContainer {
  readonly id: string;
  readonly host: string;
  /** The port on the host, by the port in the container. */
  readonly ports: Readonly<Record<number, number>>;
}

/**
 * Starts a container through testcontainers, published on loopback. It is left to run when this process ends (other
 * users may have joined it): no reaper watches it, and `removeContainer` ends it.
 */
export async function startContainer(wanted: ContainerRequest): Promise<StartedContainer | NotHad> {
  const none = await whyNoDocker();
  if (none !== undefined) return { reason: none };
  wanted.prepare();
  try {
    const container = await (await assemble(wanted)).start();
    wanted.record(container.getId());
    const ports = wanted.ports.map((port) => [port, container.getMappedPort(port)]);
    return { id: container.getId(), host: container.getHost(), ports: Object.fromEntries(ports) };
  } catch (error) {
    const reason = `Docker answers, but ${wanted.image} could not be started: ${reasonOf(error)}`;
    wanted.log(`${reason}; trying without Docker`);
    return { reason, remedy: `docker pull ${wanted.image}` };
  }
}

async function assemble(wanted: ContainerRequest) {
  // Loaded here, because most runs find no daemon and the client takes its time to load.
  const { GenericContainer, Wait } = await import('testcontainers');
  const container = new (class extends GenericContainer {
    protected override async beforeContainerCreated(): Promise<void> {
      const bindings = wanted.ports.map((port) => [`${port}/tcp`, [{ HostIp: '127.0.0.1', HostPort: '0' }]]);
      this.hostConfig.PortBindings = Object.fromEntries(bindings);
    }
  })(wanted.image)
    .withExposedPorts(...wanted.ports)
    .withEnvironment({ ...wanted.environment })
    .withWaitStrategy(Wait.forListeningPorts())
    .withStartupTimeout(120_000)
    .withAutoCleanup(false);
  if (wanted.command) container.withCommand([...wanted.command]);
  if (wanted.hostname !== undefined) container.withHostname(wanted.hostname);
  if (wanted.mount) container.withBindMounts([{ ...wanted.mount, mode: 'rw' }]);
  return container;
}

export async function containerRuns(id: string): Promise<boolean> {
  if ((await whyNoDocker()) !== undefined) return false;
  const { getContainerRuntimeClient } = await import('testcontainers');
  const { container } = await getContainerRuntimeClient();
  try {
    return (await container.inspect(container.getById(id))).State.Running;
  } catch {
    return false;
  }
}

/** Ends and removes a container; one that is gone already is no error. */
export async function removeContainer(id: string, cleanly: boolean): Promise<void> {
  if ((await whyNoDocker()) !== undefined) return;
  const { getContainerRuntimeClient } = await import('testcontainers');
  const { container } = await getContainerRuntimeClient();
  const found = container.getById(id);
  try {
    if (cleanly) await container.stop(found, { timeout: 30_000 });
    await found.remove({ force: true, v: true });
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 404) throw error;
  }
}
