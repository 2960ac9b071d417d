import type { BackingOptions, BackingUse } from '../backing-use.ts';
import { postgresAddress } from '../environment.ts';
import { joinOrStart } from '../joining/join.ts';
import { postgresKind } from './kind.ts';

/**
 * A PostgreSQL with an account that may create databases and roles, from the first that works: `DATABASE_URL`,
 * Docker, the one that npm brought, an installed one, one installed from the distribution. Private servers listen on
 * 127.0.0.1 alone, take 400 connections, and are started once per folder however many processes ask.
 *
 * The server that `DATABASE_URL` names is used as it is, up or down: another database in its place would be worse
 * than none.
 *
 * @throws CarveoutError CARV-590 when there is none to be had: what was tried, and what would change it.
 */
export async function usePostgres(options: BackingOptions): Promise<BackingUse> {
  const named = postgresAddress();
  if (named === undefined) return joinOrStart(postgresKind, options);
  options.log?.(`PostgreSQL: using ${new URL(named.url).host}, which ${named.variable} names`);
  return { url: named.url, origin: 'environment', joined: true, release: async () => undefined };
}
