import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { DiscoveryLog } from '../discovery/log.ts';
import { notWithin, refuseOptions } from '../discovery/refuse-options.ts';

export interface KubernetesOptions {
  /** The namespace of the modules' Services: what keeps systems apart. @default the pod's own */
  readonly namespace?: string | undefined;
  /** The cluster's domain. @default cluster.local */
  readonly domain?: string | undefined;
  readonly log: DiscoveryLog;
  /** True where the ports speak TLS: DNS does not say it. @default false */
  readonly secure?: boolean;
  /** How often, in ms, the cluster's DNS is asked. @default 5_000 */
  readonly pollMs?: number;
  /** Limit of one try of a question, in ms; there are two. @default 1_000 */
  readonly timeoutMs?: number;
  /**
   * How long, in ms, the cluster's DNS may answer out of its memory: the `cache` of CoreDNS, or the TTL if that is less.
   * Only told on, as part of `delayMs`. @default 30_000
   */
  readonly cacheMs?: number;
  /** DNS servers, as `address` or `address:port`. @default those of /etc/resolv.conf */
  readonly servers?: readonly string[];
}

export interface KubernetesSettings {
  /** `<namespace>.svc.<cluster domain>` */
  readonly domain: string;
  readonly secure: boolean;
  readonly pollMs: number;
  readonly timeoutMs: number;
  readonly cacheMs: number;
  readonly servers: readonly string[] | undefined;
}

/** A label as RFC 1123 has it, which is what Kubernetes takes for a namespace. */
const LABEL = /^[a-z\d]([a-z\d-]{0,61}[a-z\d])?$/;

/** @throws CarveoutError CARV-440 when an option cannot work. */
export function settle(options: KubernetesOptions): KubernetesSettings {
  const { namespace = ownNamespace(), domain: cluster = 'cluster.local', secure = false, servers } = options;
  const { pollMs = 5_000, timeoutMs = 1_000, cacheMs = 30_000 } = options;
  const domain = cluster.replace(/\.$/, '');
  refuseOptions('Kubernetes', [
    namespace === undefined
      ? 'namespace is missing, and this is no pod whose own could be used'
      : LABEL.test(namespace)
        ? undefined
        : `namespace must be a DNS label, not '${namespace}'`,
    domain.split('.').every((label) => LABEL.test(label)) ? undefined : `domain must be a DNS name, not '${cluster}'`,
    notWithin('pollMs', pollMs, 50, 60_000),
    notWithin('timeoutMs', timeoutMs, 50, 10_000),
    notWithin('cacheMs', cacheMs, 0, 3_600_000),
    ...(servers ?? []).map((server) =>
      isServer(server) ? undefined : `servers must be addresses with or without a port, not '${server}'`,
    ),
    servers?.length === 0 ? 'servers is empty' : undefined,
  ]);
  return { domain: `${namespace}.svc.${domain}`, secure, pollMs, timeoutMs, cacheMs, servers };
}

/** Where Kubernetes tells a pod its namespace, with the token of its service account. */
const OWN_NAMESPACE = '/var/run/secrets/kubernetes.io/serviceaccount/namespace';

/** The namespace of this pod; undefined where it has not been told. */
export function ownNamespace(file = OWN_NAMESPACE): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

function isServer(server: string): boolean {
  const [, bracketed, bare, port] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(server) ?? [];
  if (isIP(server) !== 0) return true;
  return isIP(bracketed ?? bare ?? '') !== 0 && (port === undefined || (Number(port) > 0 && Number(port) <= 65_535));
}
