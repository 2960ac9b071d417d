import type { Instance } from '@carveout/runtime';
import type { PrivateDns } from './private-dns.ts';

/** Plays the kubelet and the cluster's DNS: which pods of which Service are ready. */
export class PlayedCluster {
  readonly dns: PrivateDns;
  readonly #services = new Map<string, readonly Instance[]>();
  readonly #more: string[] = [];

  constructor(dns: PrivateDns) {
    this.dns = dns;
  }

  /** @param service `<module>.<namespace>` */
  async ready(service: string, instances: readonly Instance[]): Promise<void> {
    this.#services.set(service, instances);
    await this.dns.hold(this.#services, this.#more);
  }

  /** Adds lines to the zone. */
  async add(...lines: readonly string[]): Promise<void> {
    this.#more.push(...lines);
    await this.dns.hold(this.#services, this.#more);
  }
}
