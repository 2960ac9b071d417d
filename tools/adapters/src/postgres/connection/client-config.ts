import type { ClientConfig } from 'pg';
import type { ServerAddress } from '../address/server-address.ts';
import type { ConnectionSettings } from '../options.ts';
import type { SchemaNames } from '../schema/names.ts';

/** What every connection of a module has in common. Names resolve in the module's schema and nowhere else. */
export function clientConfig(
  address: ServerAddress,
  names: SchemaNames,
  settings: ConnectionSettings,
  parameters: Readonly<Record<string, string>> = {},
): ClientConfig {
  const all = { search_path: names.schema, ...parameters };
  return {
    connectionString: address.url,
    application_name: `carveout:${names.module}`,
    options: Object.entries(all)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    connectionTimeoutMillis: settings.connectWithinMs,
    statement_timeout: settings.statementTimeoutMs,
    lock_timeout: settings.lockTimeoutMs,
    // For a process that is frozen, or gone without a word: others end their transactions themselves.
    idle_in_transaction_session_timeout: settings.idleInTransactionMs && settings.idleInTransactionMs + 2_000,
    keepAlive: true,
  };
}
