import type { BackingUse } from '@carveout/testing/backing';
import type { Printer } from '../output/printer.ts';
import { hasDatabase, needsDatabase } from './needs-database.ts';

/** What a set of processes needs beside itself. */
export interface Needs {
  /** The modules that are hosted. */
  readonly modules: readonly string[];
  readonly broker: boolean;
  /** A Eureka server. @default false */
  readonly registry?: boolean;
}

/**
 * Brings the backing servers that are needed, hands their addresses to `work` as environment variables, and lets go of
 * them when it is over; the last to let go stops a server. Data is kept under `.carveout/data`.
 */
export async function withBacking<T>(
  workspaceRoot: string,
  needs: Needs,
  printer: Printer,
  work: (environment: NodeJS.ProcessEnv) => Promise<T>,
): Promise<T> {
  const uses: BackingUse[] = [];
  try {
    return await work(await bring(workspaceRoot, needs, printer, uses));
  } finally {
    const results = await Promise.allSettled(uses.map((use) => use.release()));
    for (const result of results) if (result.status === 'rejected') printer.fault(String(result.reason));
  }
}

async function bring(
  workspaceRoot: string,
  needs: Needs,
  printer: Printer,
  uses: BackingUse[],
): Promise<NodeJS.ProcessEnv> {
  // An address of a module's own is used before the one that is brought.
  const wanted = needs.modules.some((module) => needsDatabase(workspaceRoot, module) && !hasDatabase(module));
  if (!wanted && !needs.broker && needs.registry !== true) return {};
  const { developmentFolders, useEureka, usePostgres, useRabbitmq } = await import('@carveout/testing/backing');
  const folders = developmentFolders(workspaceRoot);
  const bringOne = async (
    variable: string,
    use: typeof usePostgres,
    folder: string,
  ): Promise<readonly [string, string]> => {
    const used = await use({ folder, persistent: true, log: (line) => printer.say(line) });
    uses.push(used);
    return [variable, used.url];
  };
  const brought = await Promise.allSettled([
    ...(wanted ? [bringOne('DATABASE_URL', usePostgres, folders.postgres)] : []),
    ...(needs.broker ? [bringOne('RABBITMQ_URL', useRabbitmq, folders.rabbitmq)] : []),
    ...(needs.registry ? [bringOne('EUREKA_URL', useEureka, folders.eureka)] : []),
  ]);
  // All have settled, so that whatever was brought is let go of when one could not be had.
  const failed = brought.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return Object.fromEntries(brought.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
}
