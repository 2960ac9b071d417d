import { spawn } from 'node:child_process';

export interface RunOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly uid?: number;
  readonly gid?: number;
}

export interface RunResult {
  readonly ok: boolean;
  /** Standard output and error together. */
  readonly output: string;
}

/** Runs a command to its end without a shell and without input. A command that is not there counts as not ok. */
export async function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: '/',
      env: options.environment ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.uid === undefined ? {} : { uid: options.uid }),
      ...(options.gid === undefined ? {} : { gid: options.gid }),
    });
    let output = '';
    const collect = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => resolve({ ok: false, output: error.message }));
    child.once('close', (code) => resolve({ ok: code === 0, output: output.trim() }));
  });
}

/** The last lines of a command's output: where its reason for failing stands. */
export function lastLines(output: string, count = 3): string {
  return output.split('\n').slice(-count).join(' / ');
}
