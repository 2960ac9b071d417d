import type { SrvRecord } from 'node:dns';
import type { InstancePorts } from '@carveout/runtime';
import { asHost, asPort, shown } from '../discovery/fields.ts';
import type { ReadRecord } from '../discovery/pictures.ts';

/** A pod as its SRV records tell it. */
export interface Endpoint {
  readonly target: string;
  readonly ports: InstancePorts;
}

export interface ReadEndpoints {
  readonly endpoints: readonly Endpoint[];
  readonly nonsense: readonly { readonly nonsense: string }[];
}

/** Brings the records of both ports together, by target. */
export function readEndpoints(http: readonly SrvRecord[], link: readonly SrvRecord[]): ReadEndpoints {
  const ports = new Map<string, { http?: number; link?: number }>();
  const nonsense: { readonly nonsense: string }[] = [];
  for (const [name, records] of Object.entries({ http, link })) {
    for (const { name: target, port } of records) {
      // RFC 2782: a target of "." says that there is decidedly nobody.
      if (target === '' || target === '.') continue;
      const [host, usable] = [asHost(target)?.toLowerCase(), asPort(port)];
      if (host === undefined || usable === undefined)
        nonsense.push({ nonsense: `_${name} leads to port ${shown(port)} of ${shown(target)}` });
      else ports.set(host, { ...ports.get(host), [name]: usable });
    }
  }
  return { endpoints: [...ports].map(([target, found]) => ({ target, ports: found })), nonsense };
}

/** An endpoint as an instance; one whose name has no address is a pod that has just gone, or a record that is wrong. */
export function readEndpoint({ target, ports }: Endpoint, address: string | undefined, secure: boolean): ReadRecord {
  if (address === undefined) return { nonsense: `${target} has no address` };
  return { id: target, host: address, ports, secure, metadata: {} };
}
