import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { processesOf } from '../processes-of.ts';
import { workspaceRoot } from '../shop-up.ts';
import type { ShopUp } from '../shop-up.ts';

const LONGEST_MS = 60_000;

/** The processes of one `up`, which are added, killed and removed while it runs. */
export class UpInstances {
  readonly #up: ShopUp;

  constructor(up: ShopUp) {
    this.#up = up;
  }

  /** As a person would: `carveout scale`. Resolves when it says that it is done. */
  async scale(deployable: string, replicas: number): Promise<void> {
    const parameters = ['tools/cli/bin/carveout.js', 'scale', deployable, String(replicas)];
    const child = spawn(process.execPath, parameters, {
      cwd: workspaceRoot,
      env: { ...process.env, CARVEOUT_FOLDER: this.#up.folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    if (code !== 0) throw new Error(`scale ${deployable} ${replicas} ended with ${code}: ${printed}`);
  }

  pids(deployable: string): number[] {
    return processesOf(this.#up.folder)
      .filter(({ command }) => command.includes('.carveout/entries/') && command.includes(`/${deployable}.ts`))
      .map(({ pid }) => pid);
  }

  /** SIGKILL for one of them; resolves when `up` has another one ready in its place. */
  async kill(deployable: string): Promise<void> {
    const [victim] = this.pids(deployable);
    if (victim === undefined) throw new Error(`no process of ${deployable} runs`);
    const begin = this.#up.printed().length;
    process.kill(victim, 'SIGKILL');
    const back = new RegExp(`\\| ${deployable}[.\\d]* is ready \\(`);
    for (const until = Date.now() + LONGEST_MS; !back.test(this.#up.printed().slice(begin)); await sleep(100))
      if (Date.now() > until) throw new Error(`${deployable} did not come back`);
  }

  /** Admin ports by process, as `up` said them last. */
  adminPorts(deployable: string): number[] {
    const said = [
      ...this.#up
        .printed()
        .matchAll(new RegExp(`\\| (${deployable}[.\\d]*) is ready .*admin http://127.0.0.1:(\\d+)`, 'g')),
    ];
    return [...new Map(said.map(([, name, port]) => [name, Number(port)])).values()];
  }
}
