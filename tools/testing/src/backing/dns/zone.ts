import type { Instance } from '@carveout/runtime';

/** Records beside those of instances, as lines of a zone file (RFC 1035). */
export type ZoneLines = readonly string[];

/** What a cluster's DNS says of headless Services: for each, by `<name>.<namespace>`, its ready pods. */
export function zoneFile(
  serial: number,
  services: ReadonlyMap<string, readonly Instance[]>,
  more: ZoneLines = [],
): string {
  const lines = [
    '$ORIGIN svc.cluster.local.',
    // So long that whoever keeps answers would be found out.
    '$TTL 300',
    `@ SOA ns hostmaster ${serial} 5 5 5 5`,
    '@ NS ns',
    'ns A 127.0.0.1',
    ...[...services].flatMap(([service, instances]) => instances.flatMap((instance) => linesOf(service, instance))),
    ...more,
  ];
  return `${lines.join('\n')}\n`;
}

function linesOf(service: string, { id, host, ports }: Instance): string[] {
  const target = `pod-${id}.${service}`;
  return [
    ...Object.entries(ports)
      .filter(([, port]) => port !== undefined)
      .map(([name, port]) => `_${name}._tcp.${service} SRV 0 100 ${port} ${target}`),
    `${target} ${host.includes(':') ? 'AAAA' : 'A'} ${host}`,
  ];
}
