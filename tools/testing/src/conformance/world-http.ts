import { createHttpLink } from '@carveout/adapters/http';
import type { CallLink, Discovery, Instance, See } from '@carveout/runtime';
import { Directory, Networks } from '@carveout/runtime/discovery';
import type { Logger } from 'pino';

/** A registry of one world: what is registered, all see at once. */
export class MemoryRegistry {
  readonly #instances = new Map<string, readonly Instance[]>();
  readonly #watchers: See[] = [];

  register(module: string, instance: Instance): void {
    const instances = [...(this.#instances.get(module) ?? []), instance];
    this.#instances.set(module, instances);
    for (const see of this.#watchers) see(module, instances);
  }

  discovery(): Discovery {
    return {
      name: 'static',
      delayMs: 0,
      start: (modules, see) => {
        this.#watchers.push(see);
        for (const module of modules) see(module, this.#instances.get(module) ?? []);
        return Promise.resolve();
      },
      announce: () => Promise.resolve({ withdraw: () => Promise.resolve() }),
      health: () => undefined,
      stop: () => Promise.resolve(),
    };
  }
}

/** What the deployment of one module has of HTTP. */
export interface WorldHttp {
  readonly calls: CallLink;
  readonly directory: Directory;
  /** Lets the others find it, once it listens. */
  register(): void;
}

export function worldHttp(module: string, all: readonly string[], registry: MemoryRegistry, log: Logger): WorldHttp {
  const networks = new Networks();
  const directory = new Directory({ discovery: registry.discovery(), modules: all, networks, log });
  const host = '127.0.0.1';
  const options = { directory, networks, host, port: 0, ready: () => true, secret: 'of-this-world', log };
  const { calls, port } = createHttpLink({ ...options, production: false });
  return {
    calls,
    directory,
    register: () =>
      registry.register(module, { id: module, host, ports: { link: port() }, secure: false, metadata: {} }),
  };
}
