import { join } from 'node:path';

export interface BackingFolders {
  readonly postgres: string;
  readonly rabbitmq: string;
}

/** Where `serve` and `up` keep their data, for good: `.carveout/data` in the workspace. */
export function developmentFolders(workspaceRoot: string): BackingFolders {
  return foldersIn(join(workspaceRoot, '.carveout', 'data'));
}

/** Where test runs keep theirs until they end: `.carveout/test` in the workspace. */
export function testFolders(workspaceRoot: string): BackingFolders {
  return foldersIn(join(workspaceRoot, '.carveout', 'test'));
}

function foldersIn(parent: string): BackingFolders {
  return { postgres: join(parent, 'postgres'), rabbitmq: join(parent, 'rabbitmq') };
}
