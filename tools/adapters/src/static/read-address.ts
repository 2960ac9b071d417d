import type { ReadRecord } from '../discovery/pictures.ts';
import { asHost, asPort, isRecord, shown } from '../discovery/fields.ts';

const KEYS = ['host', 'http', 'link', 'zone', 'secure'];

/** Reads `host:http`, or an object of `host`, `http`, `link`, `zone` and `secure`. */
export function readAddress(value: unknown): ReadRecord {
  const fields = typeof value === 'string' ? ofText(value) : value;
  if (!isRecord(fields)) return { nonsense: `${shown(value)} is neither host:port nor an object with a host` };
  const fault = faultOf(fields);
  if (fault !== undefined) return { nonsense: `${shown(value)}: ${fault}` };
  const { http, link, zone, secure } = fields;
  const ports = {
    ...(http === undefined ? {} : { http: asPort(http)! }),
    ...(link === undefined ? {} : { link: asPort(link)! }),
  };
  const host = asHost(fields['host'])!;
  return {
    id: `${host.includes(':') ? `[${host}]` : host}:${ports.http ?? ''}:${ports.link ?? ''}`,
    host,
    ports,
    secure: secure === true,
    ...(zone === undefined ? {} : { zone: zone as string }),
    metadata: {},
  };
}

function ofText(text: string): Readonly<Record<string, unknown>> | undefined {
  const [, host, http] = /^(\[[^\]]+\]|[^:[\]\s]+):(\d+)$/.exec(text.trim()) ?? [];
  return host === undefined ? undefined : { host, http };
}

function faultOf(fields: Readonly<Record<string, unknown>>): string | undefined {
  const { host, http, link, zone, secure } = fields;
  const unknown = Object.keys(fields).filter((key) => !KEYS.includes(key));
  if (unknown.length > 0) return `it has ${unknown.join(', ')}; known are ${KEYS.join(', ')}`;
  if (asHost(host) === undefined) return 'host is neither an address nor a DNS name';
  if (http === undefined && link === undefined) return 'it needs http or link, a port';
  for (const [name, port] of Object.entries({ http, link }))
    if (port !== undefined && asPort(port) === undefined) return `${name} is no port from 1 to 65535`;
  if (zone !== undefined && (typeof zone !== 'string' || zone === '')) return 'zone is no text';
  if (secure !== undefined && typeof secure !== 'boolean') return 'secure is neither true nor false';
  return undefined;
}
