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
import { eurekaAnswers } from './answers.ts';
import type { EurekaInstallation } from './installation.ts';

export interface EurekaServer {
  readonly url: string;
  readonly port: number;
  readonly process: ProcessIdentity;
}

export interface ServerRequest {
  readonly folder: string;
  /** Where a new folder's port is chosen. @default that of servers that stay up */
  readonly range?: PortRange;
  /** Called once the process runs, before it answers. */
  readonly record: (process: ProcessIdentity) => void;
}

/**
 * A registry of a few hundred records. The second compiler pays off after minutes: without it the start is shorter. Before
 * Java 18, text is read and written in the locale's encoding: where there is no locale, metadata would not come out as it
 * went in.
 */
const options = ['-Xmx192m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Dfile.encoding=UTF-8'];

/** Starts a private server, on the port that the folder had before if that is free. Answers why it could not. */
export async function startEurekaServer(
  { java, jar }: EurekaInstallation,
  { folder, range, record }: ServerRequest,
): Promise<EurekaServer | string> {
  mkdirSync(folder, { recursive: true });
  const settings = readSettings(folder);
  const port = await freePort(settings.ports['eureka'], range);
  writeSettings(folder, { ...settings, ports: { ...settings.ports, eureka: port } });
  const logFile = freshLog(folder);
  const environment = withoutSpring(process.env);
  environment['EUREKA_HOST'] = '127.0.0.1';
  environment['EUREKA_PORT'] = String(port);
  // Tomcat makes a folder there, and leaves it when it is killed.
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const args = [...options, `-Djava.io.tmpdir=${temporary}`, '-jar', jar];
  const started = await startDetached({ file: java, args, environment, folder: '/', logFile });
  if (started instanceof Error) return started.message;
  record(started);
  const url = `http://127.0.0.1:${port}/eureka`;
  const answers = (): Promise<boolean> => eurekaAnswers(url);
  const notUp = await waitUntilUp({ process: started, logFile, answers, within: 120_000 });
  if (notUp === undefined) return { url, port, process: started };
  await end(started, []);
  return notUp;
}

/** It keeps nothing that a clean stop would save. */
export async function stopEurekaServer(server: ProcessIdentity, cleanly: boolean): Promise<void> {
  await end(server, cleanly ? [{ signal: 'SIGTERM', within: 10_000 }] : []);
}

export function clearEurekaFolder(folder: string): void {
  for (const name of ['tmp', ...logNames, 'settings.json'])
    rmSync(join(folder, name), { recursive: true, force: true });
}

/** Spring would take settings for another program from the environment. */
function withoutSpring(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !/^(SPRING|SERVER|EUREKA|MANAGEMENT|LOGGING)_/i.test(name),
  );
  return Object.fromEntries(kept);
}
