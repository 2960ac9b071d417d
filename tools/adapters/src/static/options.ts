import { notWithin, refuseOptions } from '../discovery/refuse-options.ts';
import type { DiscoveryLog } from '../discovery/log.ts';
import type { ReadRecord } from '../discovery/pictures.ts';
import { readModules } from './read-modules.ts';

/** Where one instance listens: `host:port` of its requests from outside, or an object; at least one port. */
export type StaticAddress =
  | string
  | {
      /** An address or a DNS name, which connections resolve. */
      readonly host: string;
      /** Requests from outside. */
      readonly http?: number | undefined;
      /** Calls of other modules over the HTTP link. */
      readonly link?: number | undefined;
      readonly zone?: string | undefined;
      /** True where it speaks TLS. @default false */
      readonly secure?: boolean;
    };

export interface StaticOptions {
  /** A YAML or JSON file: module names, each with a list of addresses. Either this or `addresses`. */
  readonly file?: string;
  /** The same, said for good. */
  readonly addresses?: Readonly<Record<string, readonly StaticAddress[]>>;
  readonly log: DiscoveryLog;
  /** How often, in ms, the file is read, beside whenever the system says that its folder has changed. @default 2_000 */
  readonly pollMs?: number;
}

export type Source = { readonly file: string } | { readonly records: ReadonlyMap<string, readonly ReadRecord[]> };

export interface StaticSettings {
  readonly source: Source;
  readonly pollMs: number;
}

/** @throws CarveoutError CARV-440 when an option cannot work: addresses in the options must all make sense. */
export function settle({ file, addresses, pollMs = 2_000 }: StaticOptions): StaticSettings {
  const faults = [notWithin('pollMs', pollMs, 50, 60_000)];
  if ((file === undefined) === (addresses === undefined)) faults.push('give either file or addresses');
  if (file === '') faults.push('file is empty');
  const { modules, faults: inModules } = readModules(addresses ?? {});
  faults.push(...inModules.values());
  for (const [module, records] of modules)
    for (const record of records) if ('nonsense' in record) faults.push(`${module}: ${record.nonsense}`);
  refuseOptions('static', faults);
  return { source: file === undefined ? { records: modules } : { file }, pollMs };
}
