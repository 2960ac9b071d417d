import type { ModuleParts } from '../definition/index.ts';
import { CarveoutError, configInvalid } from '../errors/index.ts';
import { parse } from '../pipeline/parse.ts';
import { issuesOf } from '../pipeline/replies.ts';
import type { Topology } from '../topology/index.ts';

/** `ORDERS_RESERVATION_MINUTES` for module `orders` and key `reservationMinutes`. */
export function variableName(module: string, key: string): string {
  const upper = (text: string): string =>
    text
      .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
      .replace(/-/g, '_')
      .toUpperCase();
  return `${upper(module)}_${upper(key)}`;
}

/**
 * Reads a module's configuration: the environment wins over the topology's `config`, and that over the schema's
 * defaults. Text from the environment is read as JSON where the schema wants more than text.
 *
 * @param faults gets one CARV-251 per key that is missing or wrong.
 */
export function readConfig(
  parts: ModuleParts,
  topology: Topology,
  env: Readonly<Record<string, string | undefined>>,
  faults: CarveoutError[],
): Readonly<Record<string, unknown>> {
  const module = parts.contract.name;
  const raw: Record<string, unknown> = { ...topology.config[module] };
  for (const [key, schema] of Object.entries(parts.config.shape)) {
    const text = env[variableName(module, key)];
    if (text !== undefined)
      raw[key] = (schema as { safeParse(value: unknown): { success: boolean } }).safeParse(text).success
        ? text
        : asJson(text);
  }
  for (const key of Object.keys(raw)) {
    if (!Object.hasOwn(parts.config.shape, key)) {
      faults.push(
        new CarveoutError(
          configInvalid,
          `${topology.file}: config.${module}.${key} is not a configuration of ${module} (known: ${Object.keys(parts.config.shape).join(', ') || 'none'})`,
        ),
      );
    }
  }
  const parsed = parse(parts.config, raw);
  if (parsed.issues === undefined) return Object.freeze(parsed.value as Record<string, unknown>);
  for (const issue of issuesOf(parsed)) {
    const key = String(issue.path[0] ?? '');
    faults.push(
      new CarveoutError(
        configInvalid,
        `${module}: configuration '${issue.path.join('.')}': ${issue.message}. Set ${variableName(module, key)}, or config.${module}.${key} in ${topology.file}`,
      ),
    );
  }
  return {};
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
