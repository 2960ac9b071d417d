import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { Instance } from '@carveout/runtime';
import { keys, mayKeep } from './keys.ts';

/**
 * `DOWN` and not `OUT_OF_SERVICE` for a process that is not ready: the latter is an operator's word. A server keeps the
 * status of a lease over a registration that says it, and so would hide a process for good (Netflix/eureka#1398).
 */
export type Status = 'UP' | 'DOWN';

/** The name of a module's application, in capitals as Java clients write it. */
export function appOf(module: string): string {
  return module.toUpperCase();
}

/** Of one record. It stands in paths, where a server refuses some characters even when they are escaped. */
export function instanceIdOf(id: string, module: string): string {
  const safe = id.replace(/[^\w.:-]/g, '_');
  const mark = safe === id ? '' : `-${createHash('sha256').update(id).digest('hex').slice(0, 8)}`;
  return `${safe}${mark}:${module}`;
}

export interface Telling {
  readonly module: string;
  readonly status: Status;
  readonly renewMs: number;
  readonly leaseSeconds: number;
  /** Later than that of each telling before, or the server keeps what it has. */
  readonly dirtyAt: number;
}

/** What is posted: an `InstanceInfo` as the Java client's JSON has it. */
export function recordOf(instance: Instance, telling: Telling): object {
  const { id, host, ports, secure, zone } = instance;
  const { module, status, renewMs, leaseSeconds, dirtyAt } = telling;
  const port = ports.http ?? ports.link;
  const scheme = secure ? 'https' : 'http';
  const at = (to: number): string => `${scheme}://${isIPv6(host) ? `[${host}]` : host}:${to}`;
  const page = ports.link === undefined ? undefined : `${at(ports.link)}/health/ready`;
  const kept = Object.fromEntries(Object.entries(instance.metadata).filter(([key]) => mayKeep(key)));
  return {
    instance: {
      instanceId: instanceIdOf(id, module),
      app: appOf(module),
      hostName: host,
      ipAddr: host,
      // Clients look a name up under one of these two; case does not matter to them here.
      vipAddress: module,
      secureVipAddress: module,
      status,
      port: { $: port, '@enabled': String(!secure) },
      securePort: { $: port, '@enabled': String(secure) },
      dataCenterInfo: { '@class': 'com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo', name: 'MyOwn' },
      leaseInfo: { renewalIntervalInSecs: Math.ceil(renewMs / 1_000), durationInSecs: leaseSeconds },
      lastDirtyTimestamp: String(dirtyAt),
      ...(page !== undefined && { healthCheckUrl: page, statusPageUrl: page }),
      metadata: {
        ...kept,
        [keys.id]: id,
        ...(ports.http !== undefined && { [keys.http]: String(ports.http) }),
        ...(ports.link !== undefined && { [keys.link]: String(ports.link) }),
        ...(zone !== undefined && { [keys.zone]: zone }),
      },
    },
  };
}
