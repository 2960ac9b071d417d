import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Instance } from '@carveout/runtime';
import type { DiscoveryWorld } from './discovery-world.ts';

/** A process that hosts modules, and looks for them too. */
export interface Elsewhere {
  readonly instance: Instance;
  /** Ends it without a word. */
  kill(): Promise<void>;
  /** Has it withdraw, and stop; resolves with its exit code when it has ended by itself, nothing being left to do. */
  finish(): Promise<number | null>;
}

export interface ElsewhereRequest {
  readonly file: string;
  readonly settings: unknown;
  readonly modules: readonly string[];
  readonly instance: Instance;
}

/** Starts a process that announces modules, and resolves when it has. */
export async function hostElsewhere(
  { file, settings }: DiscoveryWorld['program'],
  { modules, instance }: { readonly modules: readonly string[]; readonly instance: Instance },
): Promise<Elsewhere> {
  const request: ElsewhereRequest = { file, settings: settings(), modules, instance };
  const fixture = join(import.meta.dirname, 'elsewhere.fixture.ts');
  const child = spawn(process.execPath, [fixture, JSON.stringify(request)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => void (said += chunk.toString()));
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const announced = once(child.stdout, 'data');
  await Promise.race([
    announced,
    ended.then(([code]) => Promise.reject(new Error(`it ended with ${code} before it had announced: ${said}`))),
  ]);
  return {
    instance,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async finish() {
      child.stdin.end();
      const [code] = await ended;
      return code;
    },
  };
}
