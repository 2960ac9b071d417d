import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OwnTime } from './own-time.ts';

/** A process to be overloaded. */
export class HostProcess {
  /** Of its door; 0 without one. */
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #ended: Promise<never>;

  private constructor(child: ChildProcess, ended: Promise<never>, port: number) {
    this.#child = child;
    this.#ended = ended;
    this.port = port;
  }

  /** @param entry `busy-host.ts` or `desk-host.ts`. */
  static async start(entry: string, env: Readonly<Record<string, string>>): Promise<HostProcess> {
    const child = fork(join(import.meta.dirname, entry), [], {
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...env },
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const ended = once(child, 'exit').then(() => Promise.reject<never>(new Error(`${entry} ended by itself`)));
    ended.catch(() => undefined);
    const [port] = (await Promise.race([once(child, 'message'), ended])) as [number];
    return new HostProcess(child, ended, port);
  }

  /** Resident memory in MiB, where the system tells it. */
  residentMiB(): number {
    const [, kib] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${this.#child.pid}/status`, 'utf8')) ?? [];
    return Number(kib) / 1_024;
  }

  /** Asks it for the time that it has had; one question at a time. */
  async ownTime(): Promise<OwnTime> {
    const told = once(this.#child, 'message');
    this.#child.send('time');
    const [time] = (await Promise.race([told, this.#ended])) as [OwnTime];
    return time;
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}
