import { CarveoutError } from '@carveout/runtime/errors';
import { z } from 'zod';
import { instancesInvalid } from './errors/carv-641-instances-invalid.ts';

const Instance = z.object({
  host: z.string().regex(/^(?:[A-Za-z\d](?:[A-Za-z\d.-]{0,252})|[\da-fA-F:]{2,45})$/, 'must be a name or an address'),
  http: z.int().min(1).max(65_535).optional(),
  secure: z.boolean().optional(),
});
const Instances = z.record(z.string(), z.array(Instance));

/** Where something takes HTTP requests. */
export interface Address {
  readonly host: string;
  readonly port: number;
  /** It speaks TLS, and asks for a certificate. @default false */
  readonly secure?: boolean;
}

/** By module, and by `gateway` for the identity endpoint. Instances without an HTTP port are left out. */
export type InstanceList = ReadonlyMap<string, readonly Address[]>;

/**
 * Reads a list of instances, as `npm run up` writes it: `{ "<module>": [{ "host": "10.0.0.7", "http": 3000 }] }`.
 *
 * @throws CarveoutError CARV-641 for what is no such list.
 */
export function parseInstances(text: string, file: string): InstanceList {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CarveoutError(instancesInvalid, `${file} is not JSON: ${(cause as Error).message}.`, { cause });
  }
  const parsed = Instances.safeParse(value);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new CarveoutError(instancesInvalid, `${file}: ${path.join('.') || 'the whole'}: ${message}.`);
  }
  return new Map(
    Object.entries(parsed.data).map(([module, list]) => [
      module,
      list.flatMap(({ host, http, secure }) =>
        http === undefined ? [] : [{ host, port: http, ...(secure === true && { secure }) }],
      ),
    ]),
  );
}

/** `host:port`, with an IPv6 address in brackets. */
export function authority({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
