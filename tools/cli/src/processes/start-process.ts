import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { killAfterMs } from '@carveout/runtime/process';
import type { Printer } from '../output/printer.ts';

/** What starts one process of a deployable. */
export interface Launch {
  /** Names its lines: the deployable, with a number when there are replicas. */
  readonly name: string;
  /** The program that imports the modules. */
  readonly entry: string;
  /** What the program is told on its command line. */
  readonly parameters?: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** True starts the program again whenever one of its files changes. */
  readonly watch: boolean;
}

/** How a process ended: its exit code, or the signal that ended it. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Started {
  readonly pid: number | undefined;
  /** Resolves once it has ended and all it printed was passed on. */
  readonly ended: Promise<Ending>;
  /** Asks it to stop, and kills it when it takes longer than its own limits, of which the drain is in its environment. */
  stop(): void;
  kill(): void;
}

const PRELOAD = new URL('./end-with-supervisor.ts', import.meta.url);

/**
 * Starts a process in a group of its own, so that a key pressed at a terminal reaches only whoever stops it in order.
 *
 * @throws CarveoutError CARV-633 when the drain in its environment is none.
 */
export function startProcess(
  { name, entry, parameters: told = [], environment, watch }: Launch,
  printer: Printer,
): Started {
  const graceMs = killAfterMs(environment);
  const parameters = [
    '--import',
    PRELOAD.href,
    ...(watch ? ['--watch', '--watch-preserve-output'] : []),
    entry,
    ...told,
  ];
  const child = spawn(process.execPath, parameters, {
    env: environment,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (text) => printer.line(name, text));
  }
  child.stdin.on('error', () => undefined);
  const ended = new Promise<Ending>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => {
      printer.fault(`${name}: ${fileURLToPath(PRELOAD)}: ${error.message}`);
      resolve({ code: 1, signal: null });
    });
  });
  const kill = (): void => {
    // The whole group: a watching process has the program as its child.
    if (child.pid !== undefined) signalGroup(child.pid);
  };
  return {
    pid: child.pid,
    ended,
    stop: () => {
      child.kill('SIGTERM');
      const timer = setTimeout(kill, graceMs);
      void ended.then(() => clearTimeout(timer));
    },
    kill,
  };
}

function signalGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
