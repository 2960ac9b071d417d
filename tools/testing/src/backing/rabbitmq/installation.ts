import { dirname, join } from 'node:path';
import { findProgram, isExecutable, versionFolders } from '../processes/find-program.ts';
import { run } from '../processes/run.ts';

/** The programs of an installed RabbitMQ. */
export interface RabbitmqInstallation {
  /** The server's own script, not the distribution's wrapper, which insists on the system's user and folders. */
  readonly server: string;
  readonly rabbitmqctl: string;
  /** Erlang's port mapper, which nodes need to find each other. */
  readonly epmd: string;
}

/**
 * The installed RabbitMQ that is newest, or why there is none that can run. `CARVEOUT_RABBITMQ_PROGRAMS` names a folder
 * with the programs of another.
 */
export async function findRabbitmq(): Promise<RabbitmqInstallation | string> {
  const named = process.env['CARVEOUT_RABBITMQ_PROGRAMS']?.trim();
  if (named !== undefined && named !== '') return programsIn(named);
  const folders = [
    ...versionFolders('/usr/lib/rabbitmq/lib', 'sbin'),
    '/opt/homebrew/opt/rabbitmq/sbin',
    '/usr/local/opt/rabbitmq/sbin',
    '/opt/rabbitmq/sbin',
  ];
  const server = findProgram('rabbitmq-server', folders);
  if (server === undefined) return 'no rabbitmq-server in /usr/lib/rabbitmq or on the PATH';
  const epmd = findProgram('epmd', ['/opt/homebrew/bin', ...versionFolders('/usr/lib/erlang', 'bin')]);
  if (epmd === undefined) return `${server} is there, but Erlang's epmd is not`;
  const rabbitmqctl = findProgram('rabbitmqctl', [dirname(server)])!;
  return { server, rabbitmqctl, epmd };
}

function programsIn(folder: string): RabbitmqInstallation | string {
  const installation = {
    server: join(folder, 'rabbitmq-server'),
    rabbitmqctl: join(folder, 'rabbitmqctl'),
    epmd: join(folder, 'epmd'),
  };
  const missing = Object.values(installation).find((file) => !isExecutable(file));
  return missing === undefined ? installation : `CARVEOUT_RABBITMQ_PROGRAMS names ${folder}; there is no ${missing}`;
}

/** Runs `rabbitmqctl` against a private node. */
export async function rabbitmqctl(
  installation: RabbitmqInstallation,
  environment: NodeJS.ProcessEnv,
  args: readonly string[],
): Promise<string> {
  const done = await run(installation.rabbitmqctl, args, { environment });
  if (!done.ok) throw new Error(`rabbitmqctl ${args[0]} failed: ${done.output}`);
  return done.output;
}
