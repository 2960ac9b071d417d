/** A backing server as the run's set-up provides it to test files, or why there is none. */
export type ProvidedBacking =
  { readonly url: string; readonly managementUrl?: string } | { readonly missing: MissingBacking };

export interface MissingBacking {
  readonly code: string;
  /** What was tried, and the one command that would change it. */
  readonly message: string;
}

/** Servers that the tests of a run have together. */
export type ServerName = 'postgres' | 'rabbitmq';

/**
 * `private-rabbitmq`, `private-eureka`: one that can be started here, for tests that start one of their own.
 */
export type PrivateName = 'private-rabbitmq' | 'private-eureka';

export type BackingName = ServerName | PrivateName;

export type ProvidedBackings = Readonly<Record<ServerName, ProvidedBacking>> &
  Readonly<Record<PrivateName, { readonly installed: true } | { readonly missing: MissingBacking }>>;

declare module 'vitest' {
  export interface ProvidedContext {
    carveoutBacking: ProvidedBackings;
  }
}
