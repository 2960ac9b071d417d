import { startBroker, startDatabase } from './backing.ts';
import type { Broker, Database } from './backing.ts';

/** The backing servers of one run, started when a figure first needs them. */
export interface Servers {
  broker(): Promise<Broker>;
  database(): Promise<Database>;
  /** Versions of those that were started. */
  versions(): Promise<string[]>;
  end(): Promise<void>;
}

export function lazyServers(log: (line: string) => void): Servers {
  let broker: Promise<Broker> | undefined;
  let database: Promise<Database> | undefined;
  return {
    broker: () => (broker ??= startBroker(log)),
    database: () => (database ??= startDatabase(log)),
    versions: async () =>
      [(await broker)?.version, (await database)?.version].filter((version) => version !== undefined),
    end: async () => {
      const results = await Promise.allSettled([broker?.then((of) => of.end()), database?.then((of) => of.end())]);
      for (const result of results)
        if (result.status === 'rejected') log(`could not clean up: ${String(result.reason)}`);
    },
  };
}
