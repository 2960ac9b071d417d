import { join, resolve } from 'node:path';

export interface BackingFolders {
  readonly postgres: string;
  readonly rabbitmq: string;
  readonly eureka: string;
}

/** The folder of what is kept between runs: `CARVEOUT_FOLDER`, else `.carveout` in the workspace. */
export function keptFolder(workspaceRoot: string): string {
  const told = process.env['CARVEOUT_FOLDER'];
  return told === undefined || told === '' ? join(workspaceRoot, '.carveout') : resolve(workspaceRoot, told);
}

/** Where `serve` and `up` keep their data, for good: `data` in the kept folder. */
export function developmentFolders(workspaceRoot: string): BackingFolders {
  return foldersIn(join(keptFolder(workspaceRoot), 'data'));
}

/** Where test runs keep theirs until they end: `.carveout/test` in the workspace. */
export function testFolders(workspaceRoot: string): BackingFolders {
  return foldersIn(join(workspaceRoot, '.carveout', 'test'));
}

function foldersIn(parent: string): BackingFolders {
  return { postgres: join(parent, 'postgres'), rabbitmq: join(parent, 'rabbitmq'), eureka: join(parent, 'eureka') };
}
