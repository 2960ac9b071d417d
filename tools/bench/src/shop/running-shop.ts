import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { writeEntry } from '@carveout/nx/entry';
import { isDoor, loadTopology } from '@carveout/runtime/topology';
import { cpuTimeOf } from '../harness/cpu-time.ts';
import { freePort } from '../harness/free-port.ts';
import { untilOk } from './until-ok.ts';

/** The shop in one topology: a process per deployable. */
export interface RunningShop {
  /** The door. */
  readonly url: string;
  /** CPU time of its processes so far, in µs. */
  cpuTime(): number;
  stop(): Promise<void>;
}

export interface ShopSetting {
  readonly workspace: string;
  /** The topology file. */
  readonly topology: string;
  readonly environment: Readonly<Record<string, string>>;
}

interface Part {
  readonly child: ChildProcess;
  readonly adminUrl: string;
}

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 15_000;
const PROGRAM = fileURLToPath(new URL('deployable-process.ts', import.meta.url));

/** Starts every deployable of a topology once, and resolves when all are ready. */
export async function startShop({ workspace, topology: file, environment }: ShopSetting): Promise<RunningShop> {
  const topology = loadTopology(workspace, file);
  const port = await freePort();
  const parts: Part[] = [];
  for (const deployable of topology.deployables) {
    const adminPort = await freePort();
    const child = fork(PROGRAM, [pathToFileURL(writeEntry(workspace, topology, deployable)).href], {
      env: {
        ...process.env,
        // What goes wrong shows in the visitors' answers.
        LOG_LEVEL: 'fatal',
        CARVEOUT_HOST: '127.0.0.1',
        ...environment,
        ...(isDoor(topology, deployable) ? { PORT: String(port) } : {}),
        ADMIN_PORT: String(adminPort),
      },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    parts.push({ child, adminUrl: `http://127.0.0.1:${adminPort}/health/ready` });
  }
  const stop = async (): Promise<void> => {
    await Promise.all(parts.map(({ child }) => end(child)));
  };
  try {
    await Promise.all(
      parts.map(({ child, adminUrl }) => untilOk(adminUrl, READY_WITHIN_MS, 100, () => hasEnded(child))),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `http://127.0.0.1:${port}`,
    cpuTime: () => parts.reduce((sum, { child }) => sum + (cpuTimeOf(child.pid!) ?? Number.NaN), 0),
    stop,
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(timer);
}
