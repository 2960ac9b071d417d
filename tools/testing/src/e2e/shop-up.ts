import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const workspaceRoot = join(import.meta.dirname, '../../../..');

/** A topology as `carveout up` runs it, in processes of its own. */
export interface ShopUp {
  /** The door. */
  readonly url: string;
  readonly adminUrl: string;
  readonly pid: number;
  /** Everything printed so far, both streams. */
  printed(): string;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

export interface UpSettings {
  /** The topology as text, or the path of one. */
  readonly topology: { readonly text: string } | { readonly file: string };
  readonly env: Readonly<Record<string, string>>;
  /** Default 120 s. */
  readonly readyWithinMs?: number;
}

/** Starts `carveout up` and waits until it says that all is ready. */
export async function shopUp(settings: UpSettings): Promise<ShopUp> {
  const folder = mkdtempSync(join(tmpdir(), 'carveout-up-'));
  const file =
    'file' in settings.topology
      ? settings.topology.file
      : join(folder, `topology-${randomBytes(4).toString('hex')}.yaml`);
  if ('text' in settings.topology) writeFileSync(file, settings.topology.text);
  const port = await freePortsFrom(20);
  const adminPort = port + 1;
  const child = spawn(process.execPath, ['tools/cli/bin/carveout.js', 'up', file], {
    cwd: workspaceRoot,
    env: {
      ...process.env,
      CARVEOUT_FOLDER: folder,
      PORT: String(port),
      ADMIN_PORT: String(adminPort),
      ...settings.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const up: ShopUp = {
    url: `http://127.0.0.1:${port}`,
    adminUrl: `http://127.0.0.1:${adminPort}`,
    pid: child.pid!,
    printed: () => printed,
    stop: async () => {
      child.kill('SIGTERM');
      const code = await ended;
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
  const until = Date.now() + (settings.readyWithinMs ?? 120_000);
  while (!/ready: http/.test(printed)) {
    const over =
      Date.now() > until
        ? 'is not ready in time'
        : child.exitCode !== null
          ? `ended with ${child.exitCode}`
          : undefined;
    if (over !== undefined) {
      await up.stop();
      throw new Error(`carveout up ${over}. It printed:\n${printed.slice(-6_000)}`);
    }
    await sleep(50);
  }
  return up;
}

/**
 * The first of `count` ports in a row that nobody listens on just now. Below the range from which outgoing connections
 * take theirs, since `up` gives the ports behind the door's to its other processes.
 */
export async function freePortsFrom(count: number): Promise<number> {
  for (;;) {
    const first = 10_000 + Math.floor(Math.random() * 20_000);
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
    if (free.every(Boolean)) return first;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
