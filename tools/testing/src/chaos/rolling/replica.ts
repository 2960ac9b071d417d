import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { processorWaitMs, watchProcessorWait } from '../../measure/processor-wait.ts';
import { readiness } from './readiness.ts';

/** Loaded into each process, so that none outlives this one. */
const PRELOAD = new URL('../../../../cli/src/processes/end-with-supervisor.ts', import.meta.url);
const READY_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 25;
/** For so long a door goes on after SIGTERM in production, unless it is told otherwise. */
const DRAIN_MS = 3_000;
/** Longer than a stop may take. */
const KILL_AFTER_MS = 20_000;

export interface ReplicaSettings {
  /** The deployable, with the replica's number. */
  readonly name: string;
  readonly deployable: string;
  readonly program: string;
  /** Where clients reach it; the door only. */
  readonly port: number | undefined;
  readonly adminPort: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Where its log goes. */
  readonly log: string;
}

/** How one process was replaced by another of its kind. Times in ms, from SIGTERM on. */
export interface Roll {
  readonly replica: string;
  readonly exitMs: number;
  readonly readyMs: number;
  /** Of that, beyond a drain, for how long the two processes could have run but had to wait for a processor. */
  readonly waitedMs: number;
  /** Its exit code; null when it had to be killed. */
  readonly code: number | null;
}

/** One process of a deployable, started again and again at the same ports. */
export class Replica {
  readonly settings: ReplicaSettings;
  #child: ChildProcess | undefined;
  #exited: Promise<number | null> = Promise.resolve(null);

  constructor(settings: ReplicaSettings) {
    this.settings = settings;
  }

  /** Resolves when it is ready. @throws Error when it ends before, or takes longer than two minutes. */
  async start(): Promise<void> {
    this.#launch();
    const { name, adminPort, log } = this.settings;
    for (const until = Date.now() + READY_WITHIN_MS; Date.now() < until; await sleep(LOOK_EVERY_MS)) {
      if ((await readiness(adminPort)) === 200) return;
      if (this.#child?.exitCode !== null) throw new Error(`${name} ended before it was ready; see ${log}`);
    }
    throw new Error(`${name} was not ready within ${READY_WITHIN_MS / 1_000} s; see ${log}`);
  }

  /** SIGTERM; then another process in its place, as soon as this one has ended. */
  async roll(): Promise<Roll> {
    const waited = watchProcessorWait(this.#child?.pid);
    const began = performance.now();
    const code = await this.stop();
    const exitMs = performance.now() - began;
    // A drain lasts as long, whether its process has to wait or not.
    const oldWaitedMs = Math.min(waited(), Math.max(0, exitMs - this.#drainMs));
    await this.start();
    const readyMs = performance.now() - began;
    const waitedMs = oldWaitedMs + processorWaitMs(this.#child?.pid);
    return { replica: this.settings.name, exitMs, readyMs, waitedMs, code };
  }

  /** SIGTERM; resolves with the exit code, null when it had to be killed. */
  async stop(): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null) return this.#exited;
    const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
    child.kill('SIGTERM');
    const code = await this.#exited;
    clearTimeout(timer);
    return code;
  }

  get #drainMs(): number {
    const { port, environment } = this.settings;
    return port === undefined ? 0 : Number(environment['CARVEOUT_DRAIN_MS'] ?? DRAIN_MS);
  }

  #launch(): void {
    const { program, port, adminPort, environment, log } = this.settings;
    const file = openSync(log, 'a');
    const child = spawn(process.execPath, ['--import', PRELOAD.href, program], {
      env: {
        ...process.env,
        LOG_LEVEL: 'warn',
        ...environment,
        ...(port === undefined ? {} : { PORT: String(port) }),
        ADMIN_PORT: String(adminPort),
      },
      stdio: ['pipe', file, file],
    });
    closeSync(file);
    this.#child = child;
    this.#exited = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  }
}
