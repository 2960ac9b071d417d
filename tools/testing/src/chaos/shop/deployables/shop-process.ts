import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlannedProcess } from './plan-processes.ts';
import { endFault } from './process-end.ts';

/** As an orchestrator would, which never gives up. */
const RESTART_AFTER_MS = 500;
const STOP_WITHIN_MS = 30_000;

export interface ShopProcessSettings {
  readonly planned: PlannedProcess;
  /** What `buildProgram` made. */
  readonly program: string;
  readonly settingsFile: string;
  /** Its output is appended there. */
  readonly logFile: string;
  readonly adminPort: number;
  /** Addresses and ports. */
  readonly environment: NodeJS.ProcessEnv;
}

/** One process of the shop, started again whenever it ends, until it is stopped for good. */
export class ShopProcess {
  readonly name: string;
  readonly modules: readonly string[];
  readonly #settings: ShopProcessSettings;
  #child: ChildProcess | undefined;
  #wanted = true;
  #frozen = false;
  #running: Promise<void> | undefined;
  /** How often it was started. */
  starts = 0;
  /** Ends that must not be, a line each. */
  readonly faults: string[] = [];
  /** Signals that the one which runs was sent. */
  #sent: NodeJS.Signals[] = [];

  constructor(settings: ShopProcessSettings) {
    this.name = settings.planned.name;
    this.modules = settings.planned.deployable.modules;
    this.#settings = settings;
  }

  start(): void {
    this.#running ??= this.#keepRunning();
  }

  /** False when it does not run just now. */
  signal(name: NodeJS.Signals): boolean {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return false;
    if (name === 'SIGSTOP') this.#frozen = true;
    if (name === 'SIGCONT') this.#frozen = false;
    this.#sent.push(name);
    return child.kill(name);
  }

  /** Whether its admin port says that it is ready. Nobody waits for one that is frozen. */
  async ready(): Promise<boolean> {
    if (this.#frozen) return false;
    try {
      const response = await fetch(`http://127.0.0.1:${this.#settings.adminPort}/health/ready`, {
        signal: AbortSignal.timeout(2_000),
      });
      await response.body?.cancel();
      return response.status === 200;
    } catch {
      return false;
    }
  }

  /** In order; killed when that takes too long. Resolves with whether it had to be. */
  async stop(): Promise<boolean> {
    this.#wanted = false;
    this.signal('SIGCONT');
    this.signal('SIGTERM');
    const stopped = this.#running ?? Promise.resolve();
    const late = new AbortController();
    const killed = sleep(STOP_WITHIN_MS, undefined, { signal: late.signal }).then(
      () => this.signal('SIGKILL'),
      () => false,
    );
    await stopped;
    late.abort();
    return killed;
  }

  async #keepRunning(): Promise<void> {
    while (this.#wanted) {
      await this.#runOnce();
      if (this.#wanted) await sleep(RESTART_AFTER_MS);
    }
  }

  #runOnce(): Promise<void> {
    const { program, settingsFile, logFile, planned, environment, adminPort } = this.#settings;
    const log = openSync(logFile, 'a');
    const written = fstatSync(log).size;
    this.starts += 1;
    const sent: NodeJS.Signals[] = (this.#sent = []);
    const child = spawn(process.execPath, [program, settingsFile, planned.deployable.name], {
      env: {
        ...process.env,
        ...environment,
        ADMIN_PORT: String(adminPort),
        CARVEOUT_DEPLOYABLE_INSTANCE: `${this.name}-${randomBytes(3).toString('hex')}`,
      },
      stdio: ['pipe', log, log],
    });
    closeSync(log);
    child.stdin!.on('error', () => undefined);
    this.#child = child;
    this.#frozen = false;
    return new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        const output = code === 0 ? '' : readFileSync(logFile).subarray(written).toString();
        const fault = endFault({ code, signal, sent, output });
        if (fault !== undefined) this.faults.push(`${this.name} ${fault}; see ${logFile}`);
        resolve();
      });
      child.once('error', () => resolve());
    });
  }
}
