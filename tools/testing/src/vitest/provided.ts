/** A backing server as the run's set-up provides it to test files, or why there is none. */
export type ProvidedBacking =
  { readonly url: string; readonly managementUrl?: string } | { readonly missing: MissingBacking };

export interface MissingBacking {
  readonly code: string;
  /** What was tried, and the one command that would change it. */
  readonly message: string;
}

export type BackingName = 'postgres' | 'rabbitmq';

export type ProvidedBackings = Readonly<Record<BackingName, ProvidedBacking>>;

declare module 'vitest' {
  export interface ProvidedContext {
    carveoutBacking: ProvidedBackings;
  }
}
