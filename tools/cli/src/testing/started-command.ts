import { spawn } from 'node:child_process';
import { globSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePortsFrom } from '@carveout/testing/ports';

export const workspace = join(import.meta.dirname, '../../../..');

/** A program that a test has started and watches. */
export interface StartedCommand {
  readonly pid: number;
  /** All that it printed so far, on both streams. */
  printed(): string;
  /** Resolves with the match once it was printed; rejects, with all that was printed, when the program ends before. */
  until(pattern: RegExp): Promise<RegExpMatchArray>;
  signal(name: NodeJS.Signals): void;
  /** The exit code, or the signal's name; once all that it printed was read. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** Starts a command of the workspace with an environment of its own, but for what finds programs. */
export function startCommand(command: readonly string[], environment: NodeJS.ProcessEnv): StartedCommand {
  const path = `${join(workspace, 'node_modules/.bin')}:${process.env['PATH']}`;
  const child = spawn(command[0]!, command.slice(1), {
    cwd: workspace,
    env: { HOME: process.env['HOME'], PATH: path, NX_DAEMON: 'false', NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const looking = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      for (const look of looking) look();
    });
  }
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal!));
  });
  const until = (pattern: RegExp): Promise<RegExpMatchArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(text);
        if (match === null) return;
        looking.delete(look);
        resolve(match);
      };
      looking.add(look);
      look();
      void ended.then(() => reject(new Error(`It ended without printing ${pattern}. It printed:\n${text}`)));
    });
  return { pid: child.pid!, printed: () => text, until, signal: (name) => void child.kill(name), ended };
}

/** The live processes whose command line contains a text. */
export function processesWith(marker: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(marker);
      } catch {
        return false; // ended in the meantime
      }
    });
}

/** Resolves when no process has the text in its command line any more. */
export async function untilGone(marker: string): Promise<void> {
  while (processesWith(marker).length > 0) await pause(50);
}

/** Removes the programs that were generated for a topology file. */
export function removeEntries(topology: string): void {
  for (const entry of globSync(join(workspace, '.carveout/entries/*/*.ts'))) {
    if (textOf(entry).startsWith(`// Generated from ${topology}.`))
      rmSync(dirname(entry), { recursive: true, force: true });
  }
}

/** Of a file that another worker may be removing: none then. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** A port of 127.0.0.1 that nobody uses; those behind it are for `up` to give away. */
export const freePort = (): Promise<number> => freePortsFrom(10);

/** Takes a port, and answers it and how to give it back. */
export async function takePort(): Promise<{ port: number; release: () => void }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, release: () => server.close() };
}
