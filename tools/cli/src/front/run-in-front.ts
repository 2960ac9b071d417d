import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { SupervisedCommand } from '../commands/parse-command.ts';
import { compileCache } from './compile-cache.ts';
import { onWrapperEnd } from './on-wrapper-end.ts';

/**
 * Runs a command in a process of its own session, that is nobody's child, and stays in front of it: passes on what is
 * asked by signal, and answers its exit code.
 *
 * Why not run it here: whoever stops this process often stops all its descendants with it, the deepest first (Nx does),
 * and would pull the database away from under processes that are still ending their work; and this process may be
 * killed without a chance to clean up. The one behind it learns of its end either way, from the channel between them,
 * and stops everything in order.
 */
export async function runInFront(command: SupervisedCommand): Promise<number> {
  const supervisor = join(import.meta.dirname, '../supervisor/main.ts');
  const parameters = [process.execPath, supervisor, JSON.stringify(command)];
  // The shell ends at once, so that what it started belongs to no one.
  const launcher = spawn('/bin/sh', ['-c', '"$@" &', 'sh', ...parameters], {
    detached: true,
    env: { NODE_COMPILE_CACHE: compileCache, ...process.env },
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  const channel = launcher.stdio[3] as Socket;
  const ended = once(channel, 'close');
  // A supervisor that was killed is told by `close`, too.
  channel.on('error', () => undefined);
  let answer = '';
  channel.setEncoding('utf8').on('data', (text: string) => (answer += text));
  let interrupts = 0;
  process.on('SIGINT', () => channel.write(++interrupts === 1 ? 'stop\n' : 'kill\n'));
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => channel.write('stop\n'));
  onWrapperEnd(() => channel.write('stop\n'));
  await ended;
  return exitCode(answer);
}

function exitCode(answer: string): number {
  const code = answer === '' ? 1 : Number(answer);
  // Nx takes the end of a continuous task for a success whatever its code, unless the code tells of a signal.
  return code !== 0 && process.env['NX_TASK_TARGET_PROJECT'] !== undefined ? 143 : code;
}
