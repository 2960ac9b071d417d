import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Ask, Told } from './child-protocol.ts';

/** A process of one contestant. */
export interface Child<O> {
  readonly name: string;
  readonly pid: number;
  call<M extends keyof O & string>(method: M, ...argument: ArgumentOf<O[M]>): Promise<ResultOf<O[M]>>;
  /** Ends it: asks its `stop`, if it offers one, then closes the channel, and kills what is left after 5 s. */
  end(): Promise<void>;
}

type ArgumentOf<F> = F extends () => unknown ? [] : F extends (argument: infer A) => unknown ? [A] : never;
type ResultOf<F> = F extends (...args: never[]) => infer R ? Awaited<R> : never;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

const END_WITHIN_MS = 5_000;

/** Forks the program at `url`, which must `offer` functions, and resolves when it does. */
export async function startChild<O>(
  name: string,
  url: URL,
  environment: Readonly<Record<string, string>> = {},
): Promise<Child<O>> {
  const child = fork(fileURLToPath(url), [], {
    env: { ...process.env, NODE_ENV: 'production', ...environment },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, Waiting>();
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      const error = new Error(`${name} ended (${signal ?? code})`);
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('error', reject);
    void ended.then(() => reject(new Error(`${name} ended before it was ready`)));
  });
  child.on('message', (told: Told) => {
    const asked = waiting.get(told.id);
    waiting.delete(told.id);
    if ('error' in told) asked?.reject(new Error(`${name}: ${told.error}`));
    else asked?.resolve(told.value);
  });
  let lastId = 0;
  const call = (method: string, argument?: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const ask: Ask = { id: (lastId += 1), method, argument };
      waiting.set(ask.id, { resolve, reject });
      child.send(ask);
    });
  return {
    name,
    pid: child.pid!,
    call: call as Child<O>['call'],
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const kill = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
      // A program without `stop` says so; what it holds ends with it.
      await Promise.race([call('stop').catch(() => undefined), ended]);
      if (child.connected) child.disconnect();
      await ended;
      clearTimeout(kill);
    },
  };
}
