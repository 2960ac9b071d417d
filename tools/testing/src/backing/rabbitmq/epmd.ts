import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessIdentity } from '../joining/process-identity.ts';
import { isAlive } from '../joining/process-identity.ts';
import { accepts } from '../processes/accepts.ts';
import { startDetached } from '../processes/detached.ts';
import { signal } from '../processes/end.ts';
import type { RabbitmqInstallation } from './installation.ts';

/** Starts the port mapper by itself, because the one that a node would start hides its pid and outlives the node. */
export async function startEpmd(
  installation: RabbitmqInstallation,
  port: number,
  environment: NodeJS.ProcessEnv,
  logFile: string,
): Promise<ProcessIdentity | string> {
  const args = ['-address', '127.0.0.1', '-port', String(port)];
  const started = await startDetached({ file: installation.epmd, args, environment, folder: '/', logFile });
  if (started instanceof Error) return started.message;
  const until = Date.now() + 15_000;
  while (isAlive(started) && Date.now() < until) {
    if (await accepts(port)) return started;
    await sleep(20);
  }
  signal(started, 'SIGKILL');
  return `${installation.epmd} does not listen on 127.0.0.1:${port}; its output is in ${logFile}`;
}
