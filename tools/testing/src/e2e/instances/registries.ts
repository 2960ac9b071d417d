import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { PlayedCluster, startPrivateConsul, startPrivateDns, startPrivateEureka } from '../../backing/index.ts';
import { PlayedKubelet } from './played-kubelet.ts';

/** What a shop's processes find each other through, until the test ends. */
export interface Registry {
  /** What the shop is started with. */
  readonly env: Readonly<Record<string, string>>;
  /** The longest time until others see a change, as the adapter states it. */
  readonly delayMs: number;
  /** Resolves when the registry itself has heard of all processes, where they do not say so before they are ready. */
  readonly heard: () => Promise<void>;
}

export interface KillableRegistry extends Registry {
  kill(): Promise<void>;
  /** Starts it again where it was. */
  start(): Promise<void>;
}

const beforeReady = async (): Promise<void> => undefined;

/** The file of `up`. */
export const startStatic = async (): Promise<Registry> => ({ env: {}, delayMs: 2_500, heard: beforeReady });

export async function startEureka(): Promise<KillableRegistry> {
  const eureka = await startPrivateEureka();
  onTestFinished(() => eureka.remove());
  return {
    env: { EUREKA_URL: eureka.url },
    delayMs: 3_750,
    heard: beforeReady,
    kill: () => eureka.kill(),
    start: () => eureka.start(),
  };
}

export async function startConsul(): Promise<Registry> {
  const consul = await startPrivateConsul();
  onTestFinished(() => consul.remove());
  return { env: { CONSUL_HTTP_ADDR: consul.url }, delayMs: 5_000, heard: beforeReady };
}

/** A DNS server, and what a cluster does around it. @param knotd the program */
export async function startKubernetes(knotd: string): Promise<KillableRegistry> {
  const dns = await startPrivateDns(knotd);
  const namespace = `shop-${randomBytes(4).toString('hex')}`;
  const kubelet = new PlayedKubelet(namespace, new PlayedCluster(dns));
  onTestFinished(async () => {
    await kubelet.stop().finally(() => dns.remove());
  });
  return {
    env: { CARVEOUT_NAMESPACE: namespace, CARVEOUT_DNS_SERVERS: dns.address },
    // Nothing remembers answers between this server and who asks.
    delayMs: 5_500,
    heard: () => kubelet.allListed(),
    kill: () => dns.stop(),
    start: () => dns.start(),
  };
}
