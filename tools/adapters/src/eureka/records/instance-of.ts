import { isIP } from 'node:net';
import type { Instance, InstancePorts } from '@carveout/runtime';
import { isOurs, keys } from './keys.ts';
import type { Fields } from './narrow.ts';
import { isObject, portOf } from './narrow.ts';

/** Whether a record says that its process can do its work. */
export function isUp(record: unknown): boolean {
  return isObject(record) && record['status'] === 'UP';
}

/**
 * What a record says, of this adapter or of any other client of Eureka: the port of one that is not ours is where it takes
 * requests from outside. Answers why it makes no sense otherwise.
 */
export function instanceOf(record: unknown): Instance | string {
  if (!isObject(record)) return 'it is no object';
  const { hostName: host, instanceId } = record;
  if (typeof host !== 'string' || !isHost(host)) return 'its host name is none';
  const metadata = textsOf(record['metadata']);
  const zone = metadata[keys.zone];
  const own = metadata[keys.id];
  const secured = enabledPort(record['securePort']);
  const port = secured ?? enabledPort(record['port']);
  const id = own ?? (typeof instanceId === 'string' && instanceId !== '' ? instanceId : `${host}:${port}`);
  if (id === '') return 'its id is empty';
  const ports = own === undefined ? { ...(port !== undefined && { http: port }) } : ownPorts(metadata);
  if (ports === undefined || (ports.http === undefined && ports.link === undefined)) return 'its ports are none';
  return {
    id,
    host,
    ports,
    secure: secured !== undefined,
    ...(zone !== undefined && { zone }),
    metadata: Object.fromEntries(Object.entries(metadata).filter(([key]) => !isOurs(key))),
  };
}

/** An address, or a DNS name (RFC 1123, and underscores, which internal names often have). */
function isHost(host: string): boolean {
  return (
    isIP(host) !== 0 || (host.length <= 253 && /^[a-z\d_][a-z\d_-]{0,62}(\.[a-z\d_][a-z\d_-]{0,62})*\.?$/i.test(host))
  );
}

function ownPorts(metadata: Readonly<Record<string, string>>): InstancePorts | undefined {
  const ports: { http?: number; link?: number } = {};
  for (const name of ['http', 'link'] as const) {
    const text = metadata[keys[name]];
    if (text === undefined) continue;
    const port = portOf(text);
    if (port === undefined) return undefined;
    ports[name] = port;
  }
  return ports;
}

function enabledPort(value: unknown): number | undefined {
  if (!isObject(value)) return undefined;
  const enabled = value['@enabled'];
  return enabled === 'true' || enabled === true ? portOf(value['$']) : undefined;
}

function textsOf(value: unknown): Record<string, string> {
  const fields: Fields = isObject(value) ? value : {};
  const texts = Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(texts);
}
