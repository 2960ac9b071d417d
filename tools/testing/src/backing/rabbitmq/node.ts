import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessIdentity } from '../joining/process-identity.ts';
import { isAlive } from '../joining/process-identity.ts';
import { accepts } from '../processes/accepts.ts';
import { startDetached } from '../processes/detached.ts';
import { end, signal } from '../processes/end.ts';
import { freshLog, logNames } from '../processes/fresh-log.ts';
import { freePort } from '../processes/free-port.ts';
import { waitUntilUp } from '../processes/wait-until-up.ts';
import { readSettings, writeSettings } from '../settings.ts';
import { rabbitmqAnswers } from './answers.ts';
import type { RabbitmqInstallation } from './installation.ts';
import type { NodePorts } from './node-files.ts';
import { nodeEnvironment, nodeFolderName, owner, writeNodeFiles } from './node-files.ts';

export interface RabbitmqNode {
  readonly url: string;
  readonly managementUrl: string;
  readonly ports: NodePorts;
  readonly server: ProcessIdentity;
  /** Started for this node alone; nodes leave theirs running. */
  readonly epmd: ProcessIdentity;
}

export interface NodeRequest {
  readonly folder: string;
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
  const ports = await choosePorts(settings.ports);
  writeSettings(folder, { ...settings, ports: { ...ports } });
  writeNodeFiles(folder, ports, settings.password);
  const environment = nodeEnvironment(folder, ports);
  const logFile = freshLog(folder);

  const epmd = await startEpmd(installation, ports, environment, logFile);
  if (typeof epmd === 'string') return epmd;
  request.record([epmd]);
  const server = await startDetached({ file: installation.server, args: [], environment, folder: '/', logFile });
  if (server instanceof Error) {
    await end(epmd, []);
    return server.message;
  }
  request.record([server, epmd]);
  const account = `${owner}:${settings.password}`;
  const url = `amqp://${account}@127.0.0.1:${ports.amqp}`;
  const managementUrl = `http://${account}@127.0.0.1:${ports.management}`;
  const notUp = await waitUntilUp({
    process: server,
    logFile,
    answers: () => rabbitmqAnswers(url, managementUrl),
    within: 120_000,
  });
  if (notUp === undefined) return { url, managementUrl, ports, server, epmd };
  await stopRabbitmqNode([server, epmd], false);
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

async function choosePorts(before: Readonly<Record<string, number>>): Promise<NodePorts> {
  const chosen = new Set<number>();
  const choose = async (name: keyof NodePorts): Promise<number> => {
    let port = await freePort(before[name]);
    while (chosen.has(port)) port = await freePort();
    chosen.add(port);
    return port;
  };
  return {
    amqp: await choose('amqp'),
    management: await choose('management'),
    distribution: await choose('distribution'),
    epmd: await choose('epmd'),
  };
}

/** Starts the port mapper by itself, because the one that a node would start hides its pid and outlives the node. */
async function startEpmd(
  installation: RabbitmqInstallation,
  ports: NodePorts,
  environment: NodeJS.ProcessEnv,
  logFile: string,
): Promise<ProcessIdentity | string> {
  const args = ['-address', '127.0.0.1', '-port', String(ports.epmd)];
  const started = await startDetached({ file: installation.epmd, args, environment, folder: '/', logFile });
  if (started instanceof Error) return started.message;
  const until = Date.now() + 15_000;
  while (isAlive(started) && Date.now() < until) {
    if (await accepts(ports.epmd)) return started;
    await sleep(20);
  }
  signal(started, 'SIGKILL');
  return `${installation.epmd} does not listen on 127.0.0.1:${ports.epmd}; its output is in ${logFile}`;
}
