import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePortsFrom } from '../backing/processes/ports-in-a-row.ts';

export const workspaceRoot = join(import.meta.dirname, '../../../..');

/** A topology as `carveout up` runs it, in processes of its own. */
export interface ShopUp {
  /** The door. */
  readonly url: string;
  readonly adminUrl: string;
  /** Where its data and its lock are; in the command line or the environment of each of its processes. */
  readonly folder: string;
  /** Of its topology; as it was given, or written into `folder`. */
  readonly topologyFile: string;
  readonly pid: number;
  /** Everything printed so far, both streams. */
  printed(): string;
  /** Resolves once something printed matches. Rejects when that takes longer than `withinMs`, or `up` ends before. */
  until(pattern: RegExp, withinMs?: number): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** What Ctrl-C does at a terminal: SIGINT to `up` and to whatever runs around it. Needs `ownGroup`. */
  interrupt(): void;
  /** The exit code; null after a signal. */
  readonly ended: Promise<number | null>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

export interface UpSettings {
  /** The topology as text, or the path of one. */
  readonly topology: { readonly text: string } | { readonly file: string };
  readonly env: Readonly<Record<string, string>>;
  /** Default 120 s. */
  readonly readyWithinMs?: number;
  /** What is printed when all is ready. Default: what `up` says. */
  readonly ready?: RegExp;
  /** Default: `carveout up` with the topology's file. */
  readonly command?: (file: string) => readonly string[];
  /** True starts it in a process group of its own, as a shell does for a command. @default false */
  readonly ownGroup?: boolean;
}

/** Starts `carveout up` and waits until it says that all is ready. */
export async function shopUp(settings: UpSettings): Promise<ShopUp> {
  const up = await launchUp(settings);
  try {
    await up.until(settings.ready ?? /ready: http/, settings.readyWithinMs);
    return up;
  } catch (error) {
    await up.stop();
    throw error;
  }
}

/** Starts `carveout up` and waits for nothing. Its data and its lock are in a folder of its own. */
export async function launchUp(settings: UpSettings): Promise<ShopUp> {
  const { topology, env, command = upOf, ownGroup = false } = settings;
  const folder = mkdtempSync(join(tmpdir(), 'carveout-up-'));
  const file = 'file' in topology ? topology.file : join(folder, `topology-${randomBytes(4).toString('hex')}.yaml`);
  if ('text' in topology) writeFileSync(file, topology.text);
  const port = await freePortsFrom(20);
  const ports = { PORT: String(port), ADMIN_PORT: String(port + 1) };
  const [program, ...parameters] = command(file);
  const child = spawn(program!, parameters, {
    cwd: workspaceRoot,
    detached: ownGroup,
    env: { ...process.env, CARVEOUT_FOLDER: folder, ...ports, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const failure = (what: string): Error => new Error(`carveout up ${what}. It printed:\n${printed.slice(-6_000)}`);
  return {
    url: `http://127.0.0.1:${port}`,
    folder,
    topologyFile: file,
    adminUrl: `http://127.0.0.1:${port + 1}`,
    pid: child.pid!,
    printed: () => printed,
    until: async (pattern, withinMs = 120_000) => {
      for (const until = Date.now() + withinMs; !pattern.test(printed); await sleep(50)) {
        if (Date.now() > until) throw failure(`has not printed ${pattern} in time`);
        if (child.exitCode !== null) throw failure(`ended with ${child.exitCode} before it printed ${pattern}`);
      }
    },
    signal: (name) => void child.kill(name),
    interrupt: () => void process.kill(-child.pid!, 'SIGINT'),
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      const code = await ended;
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}

const upOf = (file: string): readonly string[] => [process.execPath, 'tools/cli/bin/carveout.js', 'up', file];
