import type { Instance } from '@carveout/runtime';
import { asHost, asPort, isRecord, shown } from '../discovery/fields.ts';
import type { ReadRecord } from '../discovery/pictures.ts';

/** Marks what Carveout keeps among the metadata of a record. */
const MARK = 'carveout-';
/** What Consul takes: at most 64 pairs, of keys up to 128 characters and values up to 512 bytes. */
const [MOST_PAIRS, KEY, MOST_VALUE] = [64, /^[A-Za-z\d_-]{1,128}$/, 512];

/** An instance's metadata as Consul keeps it, with its other fields; what Consul would refuse is left out. */
export function metaOf({ id, ports, secure, zone, metadata }: Instance, system: string): Record<string, string> {
  const own = {
    [`${MARK}system`]: system,
    [`${MARK}id`]: id,
    ...(ports.http === undefined ? {} : { [`${MARK}http`]: String(ports.http) }),
    ...(ports.link === undefined ? {} : { [`${MARK}link`]: String(ports.link) }),
    [`${MARK}secure`]: String(secure),
    ...(zone === undefined || Buffer.byteLength(zone) > MOST_VALUE ? {} : { [`${MARK}zone`]: zone }),
  };
  const others = Object.entries(metadata).filter(
    ([key, value]) => KEY.test(key) && !key.startsWith(MARK) && Buffer.byteLength(value) <= MOST_VALUE,
  );
  return { ...Object.fromEntries(others.slice(0, MOST_PAIRS - 6)), ...own };
}

/** Reads an entry of `/v1/health/service`; undefined for one of another system. */
export function readEntry(entry: unknown, system: string): ReadRecord | undefined {
  const service = isRecord(entry) ? entry['Service'] : undefined;
  if (!isRecord(service)) return { nonsense: `${shown(entry)} has no Service` };
  const meta = isRecord(service['Meta']) ? service['Meta'] : {};
  const name = shown(service['ID']);
  const owner = meta[`${MARK}system`];
  if (owner === undefined) return { nonsense: `${name} does not say of which system it is (metadata carveout-system)` };
  if (owner !== system) return undefined;
  return readService(service, meta, isRecord(entry) && isRecord(entry['Node']) ? entry['Node']['Address'] : undefined);
}

function readService(
  service: Readonly<Record<string, unknown>>,
  meta: Readonly<Record<string, unknown>>,
  nodeAddress: unknown,
): ReadRecord {
  const [http, link, zone] = [meta[`${MARK}http`], meta[`${MARK}link`], meta[`${MARK}zone`]];
  // Without an address of its own a service is where its node is.
  const host = asHost(service['Address'] === '' ? nodeAddress : service['Address']);
  const id = meta[`${MARK}id`] ?? service['ID'];
  const name = shown(service['ID']);
  if (typeof id !== 'string' || id === '') return { nonsense: `${name} has no id` };
  if (host === undefined) return { nonsense: `${name} has no host: ${shown(service['Address'])}` };
  for (const port of [http, link])
    if (port !== undefined && asPort(port) === undefined) return { nonsense: `${name} has port ${shown(port)}` };
  if (http === undefined && link === undefined) return { nonsense: `${name} has no port` };
  const others = Object.entries(meta).filter(([key, value]) => !key.startsWith(MARK) && typeof value === 'string');
  return {
    id,
    host,
    ports: {
      ...(http === undefined ? {} : { http: asPort(http)! }),
      ...(link === undefined ? {} : { link: asPort(link)! }),
    },
    secure: meta[`${MARK}secure`] === 'true',
    ...(typeof zone === 'string' ? { zone } : {}),
    metadata: Object.fromEntries(others) as Record<string, string>,
  };
}
