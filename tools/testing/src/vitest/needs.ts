import { inject } from 'vitest';
import type { BackingName, ProvidedBackings, ServerName } from './provided.ts';

/**
 * Which backing servers the file that is being collected has asked for. On the global object, because the runner and
 * the tests may each load this module.
 */
const register = globalThis as { carveoutNeeds?: Set<BackingName> };

export function forgetNeeds(): void {
  register.carveoutNeeds = new Set();
}

export function needsOfThisFile(): ReadonlySet<BackingName> {
  return register.carveoutNeeds ?? new Set();
}

/** Says that this file needs a server: where it cannot be had, all of the file's tests are skipped. */
export function need(name: BackingName): void {
  (register.carveoutNeeds ??= new Set()).add(name);
}

/** The run's backing servers. */
export function providedBackings(): ProvidedBackings {
  const provided = inject('carveoutBacking') as ProvidedBackings | undefined;
  if (provided) return provided;
  throw new Error(
    'PostgreSQL and RabbitMQ are there for tests in *.int.test.ts, *.e2e.test.ts, *.long.test.ts and *.load.test.ts only: rename the file',
  );
}

/** The address of a server of this run. */
export function provided(name: ServerName): { readonly url: string; readonly managementUrl?: string } {
  const backing = providedBackings()[name];
  if ('missing' in backing) throw new Error(backing.missing.message);
  return backing;
}
