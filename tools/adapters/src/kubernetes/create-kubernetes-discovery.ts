import type { Announced, Discovery, See } from '@carveout/runtime';
import { Condition } from '../discovery/condition.ts';
import { Pictures } from '../discovery/pictures.ts';
import { unregistered } from '../discovery/unregistered.ts';
import { BackOff } from '../rabbitmq/connection/back-off.ts';
import { sleep } from '../rabbitmq/connection/sleep.ts';
import { ClusterDns } from './cluster-dns.ts';
import type { KubernetesOptions, KubernetesSettings } from './options.ts';
import { settle } from './options.ts';
import { readEndpoint, readEndpoints } from './read-endpoints.ts';

/** For the questions of one round, in ms, where all answer at once. */
const ASK_MS = 500;

/**
 * Discovery through the DNS of a Kubernetes cluster: SRV records of a headless Service for each module, with ports named
 * `http` and `link` (RFC 2782, and the "DNS-Based Service Discovery" of Kubernetes). Who registers is Kubernetes: a pod
 * is listed while its readiness probe succeeds.
 *
 * @throws CarveoutError CARV-440 when an option cannot work.
 */
export function createKubernetesDiscovery(options: KubernetesOptions): Discovery {
  return new KubernetesDiscovery(options, settle(options));
}

class KubernetesDiscovery implements Discovery {
  readonly name = 'kubernetes';
  readonly delayMs: number;
  readonly #settings: KubernetesSettings;
  readonly #condition: Condition;
  readonly #pictures: Pictures;
  readonly #stopped = new AbortController();
  #dns: ClusterDns | undefined;
  #watching: Promise<unknown> | undefined;

  constructor({ log }: KubernetesOptions, settings: KubernetesSettings) {
    const name = `the DNS of ${settings.domain}`;
    this.#settings = settings;
    this.delayMs = settings.pollMs + settings.cacheMs + ASK_MS;
    this.#condition = new Condition(name, log);
    this.#pictures = new Pictures(name, log);
  }

  async start(modules: readonly string[], see: See): Promise<void> {
    const dns = new ClusterDns(this.#settings);
    this.#dns = dns;
    this.#pictures.begin(see);
    const watches = modules.map((module) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      return { tried: promise, ended: this.#watch(dns, module, resolve).finally(resolve) };
    });
    this.#watching = Promise.all(watches.map(({ ended }) => ended));
    await Promise.all(watches.map(({ tried }) => tried));
  }

  async announce(): Promise<Announced> {
    return unregistered;
  }

  health(): string | undefined {
    return this.#condition.health();
  }

  async stop(): Promise<void> {
    this.#pictures.end();
    this.#stopped.abort();
    this.#dns?.cancel();
    await this.#watching;
  }

  async #watch(dns: ClusterDns, module: string, tried: () => void): Promise<void> {
    const { pollMs } = this.#settings;
    const { signal } = this.#stopped;
    const asked = `where ${module} is`;
    const backOff = new BackOff(200, pollMs);
    while (!signal.aborted) {
      // A tenth less by chance, so that not all processes ask at once.
      let pause = pollMs * (1 - Math.random() / 10);
      try {
        await this.#ask(dns, module);
        backOff.reset();
        this.#condition.good(asked);
      } catch (error) {
        if (signal.aborted) return;
        this.#condition.bad(asked, (error as Error).message);
        pause = backOff.next();
      }
      tried();
      await sleep(pause, signal);
    }
  }

  async #ask(dns: ClusterDns, module: string): Promise<void> {
    const { domain, secure } = this.#settings;
    const [http, link] = await Promise.all(
      ['http', 'link'].map((port) => dns.srv(`_${port}._tcp.${module}.${domain}`)),
    );
    const { endpoints, nonsense } = readEndpoints(http!, link!);
    const addresses = await dns.addresses(endpoints.map(({ target }) => target));
    const records = endpoints.map((endpoint) => readEndpoint(endpoint, addresses.get(endpoint.target), secure));
    this.#pictures.tell(module, [...nonsense, ...records]);
  }
}
