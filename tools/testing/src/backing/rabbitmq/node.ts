import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessIdentity } from '../joining/process-identity.ts';
import { startDetached } from '../processes/detached.ts';
import { end } from '../processes/end.ts';
import { freshLog, logNames } from '../processes/fresh-log.ts';
import type { PortRange } from '../processes/worker-ports.ts';
import { freePort } from '../processes/free-port.ts';
import { waitUntilUp } from '../processes/wait-until-up.ts';
import { readSettings, writeSettings } from '../settings.ts';
import { rabbitmqAnswers } from './answers.ts';
import { startEpmd } from './epmd.ts';
import type { RabbitmqInstallation } from './installation.ts';
import type { Membership, NodePorts } from './node-files.ts';
import { nodeEnvironment, nodeFolderName, owner, writeNodeFiles } from './node-files.ts';

const START_WITHIN_MS = 120_000;
/** For a test's own: Erlang alone may take a minute on a machine on which other tests start brokers too. */
export const PRIVATE_START_WITHIN_MS = 300_000;

export interface RabbitmqServer {
  readonly url: string;
  readonly managementUrl: string;
  readonly server: ProcessIdentity;
}

export interface RabbitmqNode extends RabbitmqServer {
  readonly ports: NodePorts;
  /** Started for this node alone; nodes leave theirs running. */
  readonly epmd: ProcessIdentity;
}

export interface NodeRequest {
  readonly folder: string;
  /** Where a new folder's ports are chosen. @default those of servers that stay up */
  readonly range?: PortRange;
  /** How long it may take until it answers, in ms. @default 120000 */
  readonly within?: number | undefined;
  /** Called with what runs so far, each time it is more. */
  readonly record: (processes: readonly ProcessIdentity[]) => void;
}

/** Starts a private broker on a folder, on the ports that it had before if they are free. Answers why it could not. */
export async function startRabbitmqNode(
  installation: RabbitmqInstallation,
  request: NodeRequest,
): Promise<RabbitmqNode | string> {
  const { folder } = request;
  mkdirSync(folder, { recursive: true });
  const settings = readSettings(folder);
  const ports = await choosePorts(settings.ports, request.range);
  writeSettings(folder, { ...settings, ports: { ...ports } });
  const environment = nodeEnvironment(folder, ports);
  const logFile = freshLog(folder);

  const epmd = await startEpmd(installation, ports.epmd, environment, logFile);
  if (typeof epmd === 'string') return epmd;
  request.record([epmd]);
  const record = (server: ProcessIdentity): void => request.record([server, epmd]);
  const { password } = settings;
  const { within } = request;
  const started = await startServer(installation, { folder, ports, password, logFile, within, record });
  if (typeof started !== 'string') return { ...started, ports, epmd };
  await end(epmd, []);
  return started;
}

export interface ServerRequest {
  readonly folder: string;
  readonly ports: NodePorts;
  readonly password: string;
  readonly logFile: string;
  /** @default a broker that is no cluster's */
  readonly membership?: Membership;
  /** How long it may take until it answers, in ms. @default 120000 */
  readonly within?: number | undefined;
  readonly record?: (server: ProcessIdentity) => void;
}

/** Starts a node whose port mapper runs, and waits until it answers. Answers why it could not. */
export async function startServer(
  installation: RabbitmqInstallation,
  { folder, ports, password, logFile, membership, within = START_WITHIN_MS, record }: ServerRequest,
): Promise<RabbitmqServer | string> {
  writeNodeFiles(folder, ports, password, membership);
  const environment = nodeEnvironment(folder, ports, membership);
  const server = await startDetached({ file: installation.server, args: [], environment, folder: '/', logFile });
  if (server instanceof Error) return server.message;
  record?.(server);
  const account = `${owner}:${password}`;
  const url = `amqp://${account}@127.0.0.1:${ports.amqp}`;
  const managementUrl = `http://${account}@127.0.0.1:${ports.management}`;
  const notUp = await waitUntilUp({
    process: server,
    logFile,
    answers: () => rabbitmqAnswers(url, managementUrl),
    within,
  });
  if (notUp === undefined) return { url, managementUrl, server };
  await end(server, []);
  return notUp;
}

/** Stops a node and its port mapper and waits for their end: cleanly (about 6 s), or at once. */
export async function stopRabbitmqNode(processes: readonly ProcessIdentity[], cleanly: boolean): Promise<void> {
  const [server, ...others] = processes;
  if (server) await end(server, cleanly ? [{ signal: 'SIGTERM', within: 30_000 }] : []);
  for (const process of others) await end(process, []);
}

/** Removes the data, the log and the settings. */
export function clearRabbitmqFolder(folder: string): void {
  for (const name of [nodeFolderName, ...logNames, 'settings.json']) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** @param taken ports that others have been given and may not listen on yet; those that are chosen are added */
export async function choosePorts(
  before: Readonly<Record<string, number>>,
  range?: PortRange,
  taken = new Set<number>(),
): Promise<NodePorts> {
  const choose = (name: keyof NodePorts): Promise<number> => freePort(before[name], range, taken);
  return {
    amqp: await choose('amqp'),
    management: await choose('management'),
    distribution: await choose('distribution'),
    epmd: await choose('epmd'),
  };
}
