import type { SrvRecord } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import type { KubernetesSettings } from './options.ts';

/** Says that a name has no such records: NXDOMAIN, or NODATA. */
const NONE = new Set(['ENOTFOUND', 'ENODATA']);
/** So many names are resolved at once. */
const AT_ONCE = 16;

/** The cluster's DNS. What it does not answer (SERVFAIL, REFUSED, a time-out) rejects; what is not there is empty. */
export class ClusterDns {
  readonly #resolver: Resolver;

  constructor({ timeoutMs, servers }: Pick<KubernetesSettings, 'timeoutMs' | 'servers'>) {
    this.#resolver = new Resolver({ timeout: timeoutMs, tries: 2, maxTimeout: timeoutMs });
    if (servers !== undefined) this.#resolver.setServers([...servers]);
  }

  srv(name: string): Promise<SrvRecord[]> {
    return orNone(this.#resolver.resolveSrv(name));
  }

  /** The address of each name: IPv4 where it has one, else IPv6, else none. */
  async addresses(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const addresses = new Map<string, string>();
    const left = [...new Set(names)];
    const next = async (): Promise<void> => {
      for (let name = left.pop(); name !== undefined; name = left.pop()) {
        const address = await this.#address(name);
        if (address !== undefined) addresses.set(name, address);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
    return addresses;
  }

  /** Ends what is being asked; it rejects. */
  cancel(): void {
    this.#resolver.cancel();
  }

  async #address(name: string): Promise<string | undefined> {
    // The least of several, so that it stays the same while they do: servers answer in turn.
    const [four] = (await orNone(this.#resolver.resolve4(name))).sort();
    return four ?? (await orNone(this.#resolver.resolve6(name))).sort()[0];
  }
}

async function orNone<Answer>(asked: Promise<Answer[]>): Promise<Answer[]> {
  try {
    return await asked;
  } catch (error) {
    if (NONE.has((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
