/** The keys under which a record keeps what Eureka has no place for. All of them are names in XML, too. */
export const keys = { id: 'carveout.id', http: 'carveout.http', link: 'carveout.link', zone: 'zone' } as const;

/** Spring Cloud reads the zone under this one, too. */
const ours: ReadonlySet<string> = new Set(Object.values(keys));

/**
 * Whether the metadata of a process may use a key. Eureka also writes a registry as XML, with keys as names of elements: a
 * single key that is none would break it for every client that reads XML.
 */
export function mayKeep(key: string): boolean {
  return !ours.has(key) && /^[A-Za-z_][\w.-]*$/.test(key) && !/^xml/i.test(key);
}

/** What Jackson adds to metadata, or the adapter itself. */
export function isOurs(key: string): boolean {
  return ours.has(key) || key.startsWith('@');
}
