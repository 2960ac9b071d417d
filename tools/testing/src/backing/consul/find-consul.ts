import { resolve } from 'node:path';
import { keptFolder } from '../folders.ts';
import { findProgram } from '../processes/find-program.ts';

const root = resolve(import.meta.dirname, '../../../../..');

/** Where `build-consul.ts` puts the Consul that it makes. */
export const builtConsulFolder = resolve(keptFolder(root), 'tools');

/** `CONSUL_URL`: a Consul to use, up or down. */
export function consulAddress(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const url = environment['CONSUL_URL']?.trim();
  return url === '' ? undefined : url;
}

/** A Consul that can be started: one that was built here, else the one on the PATH. */
export function findConsul(): string | undefined {
  return findProgram('consul', [builtConsulFolder]);
}
