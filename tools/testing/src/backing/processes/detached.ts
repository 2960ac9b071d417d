import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { ProcessIdentity } from '../joining/process-identity.ts';
import { identify } from '../joining/process-identity.ts';

export interface DetachedCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly folder: string;
  /** Output is appended here. */
  readonly logFile: string;
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Starts a process in a session of its own: Ctrl-C at the starter's terminal does not reach it, and it outlives the
 * starter. Answers its identity, or the reason why it could not be started.
 */
export async function startDetached(command: DetachedCommand): Promise<ProcessIdentity | Error> {
  const output = openSync(command.logFile, 'a', 0o600);
  try {
    const child = spawn(command.file, command.args, {
      cwd: command.folder,
      env: command.environment,
      detached: true,
      stdio: ['ignore', output, output],
      ...(command.uid === undefined ? {} : { uid: command.uid }),
      ...(command.gid === undefined ? {} : { gid: command.gid }),
    });
    const failure = await new Promise<Error | undefined>((resolve) => {
      child.once('spawn', () => resolve(undefined));
      child.once('error', resolve);
    });
    child.on('error', () => undefined);
    child.unref();
    if (failure) return failure;
    return identify(child.pid!) ?? new Error(`${command.file} ended at once; its output is in ${command.logFile}`);
  } finally {
    closeSync(output);
  }
}
