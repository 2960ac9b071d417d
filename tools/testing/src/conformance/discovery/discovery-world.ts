import type { Discovery, Instance } from '@carveout/runtime';

/** What a registry, or an adapter, may be without. */
export type Ability =
  /** Processes register themselves; otherwise the world plays who registers them. */
  | 'registration'
  /** A process that is killed without a word disappears. */
  | 'killed'
  /** The registry comes back with an empty memory. */
  | 'empty'
  /** It can be taken away, and brought back. */
  | 'outage'
  /** It can be away before anybody has read it. */
  | 'away at start'
  /** Two systems in one registry. */
  | 'systems'
  /** Ids are those that were announced. */
  | 'ids'
  | 'zone'
  | 'metadata'
  | 'secure'
  /** Records that make no sense can be put into it. */
  | 'nonsense'
  /** Records that lead outside the allowed networks can. */
  | 'outside';

/** What the suite needs to know of one adapter and its registry. */
export interface DiscoveryWorld {
  /** One more process. @param system whose modules it sees and hosts; without it the world's own. */
  open(system?: string): Discovery;
  /** The same in a process that can be killed: a file that exports `open(settings): Discovery`, and the settings. */
  readonly program: { readonly file: string; settings(): unknown };
  startRegistry(): Promise<void>;
  stopRegistry(): Promise<void>;
  /** The longest time in ms from a change until others hear of it. */
  readonly delayMs: number;
  /** So long, in ms, a process that was killed may still be seen. */
  readonly lostMs?: number;
  /** Where processes do not register themselves: makes the registry hold exactly these instances of the module. */
  register?(module: string, instances: readonly Instance[], system?: string): Promise<void>;
  /** Puts a record of the module into the registry that makes no sense, or that leads to 203.0.113.9 (RFC 5737). */
  plant?(module: string, kind: 'nonsense' | 'outside'): Promise<void>;
  /** What it is without, and why: printed with each case that is not run for it. */
  readonly without: Partial<Readonly<Record<Ability, string>>>;
  /** What the processes of this world have logged. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** Stops all processes, and the registry. */
  close(): Promise<void>;
}

export type MakeDiscoveryWorld = () => Promise<DiscoveryWorld>;

/** Some of the promises of the discovery port, as tests. */
export type DiscoveryPromises = (makeWorld: MakeDiscoveryWorld) => void;
