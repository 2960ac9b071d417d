import type { Announced, Discovery, Instance, See } from '@carveout/runtime';

/** A registry in memory, which a test tells what to say. */
export class Registry implements Discovery {
  readonly name = 'static';
  readonly delayMs = 0;
  wrong: string | undefined;
  readonly #told = new Map<string, readonly Instance[]>();
  #see: See = () => undefined;

  /** Says where a module is, from now on. */
  tell(module: string, ports: readonly number[], secure = false): void {
    const instances = ports.map((port) => instanceAt(port, secure));
    this.#told.set(module, instances);
    this.#see(module, instances);
  }

  start(modules: readonly string[], see: See): Promise<void> {
    this.#see = see;
    for (const module of modules) {
      const told = this.#told.get(module);
      if (told !== undefined) see(module, told);
    }
    return Promise.resolve();
  }

  announce(): Promise<Announced> {
    return Promise.resolve({ withdraw: () => Promise.resolve() });
  }

  health(): string | undefined {
    return this.wrong;
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}

function instanceAt(port: number, secure: boolean): Instance {
  return { id: `at-${port}`, host: '127.0.0.1', ports: { http: port }, secure, metadata: {} };
}
