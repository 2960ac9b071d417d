import { setTimeout as sleep } from 'node:timers/promises';
import type { PlayedCluster } from '../../backing/index.ts';
import { podsOf } from './pods-of.ts';
import type { Pod } from './pods-of.ts';

/** More often than a kubelet, whose least is a second: the delay that counts here is that of DNS. */
const PROBE_EVERY_MS = 200;
/** The default of a probe's `timeoutSeconds`. */
const PROBE_WITHIN_MS = 1_000;
const LONGEST_MS = 60_000;

/**
 * Plays the kubelets and the controller of endpoints for the processes of one shop: asks the readiness probe of each, and
 * writes who is ready into the cluster's DNS, one change of the zone for each change of a module's pods. One probe that
 * fails is enough (`failureThreshold: 1`), and a process that is gone is not ready.
 */
export class PlayedKubelet {
  readonly #namespace: string;
  readonly #cluster: PlayedCluster;
  readonly #probed = new Set<number>();
  readonly #ready = new Set<number>();
  /** What DNS was told last, by module. */
  readonly #told = new Map<string, string>();
  readonly #stopped = new AbortController();
  readonly #following: Promise<void>;

  /** @param namespace the `CARVEOUT_NAMESPACE` of the shop's processes, which no others have. */
  constructor(namespace: string, cluster: PlayedCluster) {
    this.#namespace = namespace;
    this.#cluster = cluster;
    this.#following = this.#follow();
    // Told by `stop`.
    this.#following.catch(() => undefined);
  }

  /** Resolves when DNS holds every process that runs now. */
  async allListed(): Promise<void> {
    const until = Date.now() + LONGEST_MS;
    for (; ; await sleep(50)) {
      const left = podsOf(this.#namespace).filter(({ pid }) => !this.#ready.has(pid));
      if (left.length === 0 && this.#changes().length === 0) return;
      if (Date.now() > until)
        throw new Error(
          `DNS does not hold all processes; not ready: ${left.map(({ instance }) => instance.id).join()}`,
        );
    }
  }

  /** @throws what went wrong while it ran. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#following;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      for (const pod of podsOf(this.#namespace)) void this.#probe(pod);
      for (const { module, pods, text } of this.#changes()) {
        await this.#cluster.ready(
          `${module}.${this.#namespace}`,
          pods.map(({ instance }) => instance),
        );
        this.#told.set(module, text);
      }
      await sleep(PROBE_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Modules of which DNS is to be told something else than it was. */
  #changes(): { readonly module: string; readonly pods: readonly Pod[]; readonly text: string }[] {
    const ready = podsOf(this.#namespace)
      .filter(({ pid }) => this.#ready.has(pid))
      .sort((one, other) => one.instance.id.localeCompare(other.instance.id));
    const modules = new Set([...ready.map(({ module }) => module), ...this.#told.keys()]);
    return [...modules]
      .map((module) => {
        const pods = ready.filter((pod) => pod.module === module);
        return { module, pods, text: JSON.stringify(pods.map(({ instance }) => instance)) };
      })
      .filter(({ module, text }) => this.#told.get(module) !== text);
  }

  /** None waits for another's. */
  async #probe({ pid, adminPort }: Pod): Promise<void> {
    if (this.#probed.has(pid)) return;
    this.#probed.add(pid);
    if (await succeeds(adminPort)) this.#ready.add(pid);
    else this.#ready.delete(pid);
    this.#probed.delete(pid);
  }
}

async function succeeds(adminPort: number): Promise<boolean> {
  try {
    const { status, body } = await fetch(`http://127.0.0.1:${adminPort}/health/ready`, {
      signal: AbortSignal.timeout(PROBE_WITHIN_MS),
    });
    await body?.cancel();
    return status === 200;
  } catch {
    return false;
  }
}
