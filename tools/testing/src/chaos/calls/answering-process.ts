import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ENTRY = join(import.meta.dirname, 'answering-host.ts');

/** One process that answers, from its birth to its being killed. */
export class AnsweringProcess {
  readonly #child: ChildProcess;
  readonly #loaded: Promise<unknown>;

  constructor(name: string, env: Readonly<Record<string, string>>) {
    this.#child = fork(ENTRY, [], {
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', INSTANCE: name, ...env },
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#loaded = this.#said();
    // Whoever waits for it hears of it.
    this.#loaded.catch(() => undefined);
  }

  /** Resolves when it answers calls. */
  async answers(): Promise<void> {
    await this.#loaded;
    const ready = this.#said();
    this.#child.send('go');
    await ready;
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }

  #said(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#child.once('message', resolve);
      this.#child.once('exit', (code, signal) => reject(new Error(`an answering process ended (${code ?? signal})`)));
    });
  }
}
