import type { Answer } from '../requests/eureka-server.ts';
import { unexpected } from '../requests/servers.ts';
import { isObject, listOf } from './narrow.ts';

/**
 * All records of a registry, by the name of their application in capitals. `undefined` stands for an application whose
 * records cannot be read as a list.
 */
export type Registry = ReadonlyMap<string, readonly unknown[] | undefined>;

/**
 * Reads the answer to `GET /apps/`.
 *
 * @throws Error for what is no registry as a whole: another status, HTML, JSON that is cut off or something else.
 */
export function registryOf(answer: Answer): Registry {
  if (answer.status !== 200) throw unexpected(answer);
  const parsed = parse(answer.text);
  const all = isObject(parsed) ? parsed['applications'] : undefined;
  if (!isObject(all)) throw new Error('its answer is no registry');
  // A single one may stand without a list around it, and none at all may be missing: so did older servers write.
  const given = all['application'] ?? (all['apps__hashcode'] === '' ? [] : undefined);
  const applications = listOf(given);
  if (applications === undefined) throw new Error('its answer is no registry');
  const registry = new Map<string, readonly unknown[] | undefined>();
  for (const application of applications) {
    if (!isObject(application) || typeof application['name'] !== 'string') continue;
    const name = application['name'].toUpperCase();
    const before = registry.has(name) ? registry.get(name) : [];
    const records = listOf(application['instance']);
    registry.set(name, before && records && [...before, ...records]);
  }
  return registry;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('its answer is no JSON');
  }
}
