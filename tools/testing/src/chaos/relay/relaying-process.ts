import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { HostLine } from './host-lines.ts';

const ENTRY = join(import.meta.dirname, 'relay-host.ts');

/** One process that relays the ledger, or waits for the lease. */
export class RelayingProcess {
  readonly name: string;
  readonly lines: HostLine[] = [];
  readonly #child: ChildProcess;
  readonly #ready: Promise<void>;

  constructor(name: string, env: Readonly<Record<string, string>>) {
    this.name = name;
    const child = spawn(process.execPath, [ENTRY], {
      env: { PATH: process.env['PATH'], INSTANCE: name, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    this.#ready = new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (text) => {
        const line = JSON.parse(text) as HostLine;
        this.lines.push(line);
        if (line.line === 'ready') resolve();
      });
      child.once('exit', (code, signal) =>
        reject(new Error(`${name} ended with ${code ?? signal} before it was ready`)),
      );
    });
  }

  ready(): Promise<void> {
    return this.#ready;
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    if (!this.#child.kill(name)) throw new Error(`${this.name} does not run any more`);
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGCONT');
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await once(this.#child, 'close');
    clearTimeout(timer);
  }
}
