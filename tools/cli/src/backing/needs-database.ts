import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** True for a module with data of its own: its core depends on MikroORM. */
export function needsDatabase(workspaceRoot: string, module: string): boolean {
  const file = join(workspaceRoot, 'modules', module, 'core', 'package.json');
  const { dependencies = {} } = JSON.parse(readFileSync(file, 'utf8')) as { dependencies?: Record<string, string> };
  return Object.keys(dependencies).some((name) => name.startsWith('@mikro-orm/'));
}

/** True for a module whose data has an address of its own: `<MODULE>_DATABASE_URL`. */
export function hasDatabase(module: string, environment: NodeJS.ProcessEnv = process.env): boolean {
  return Boolean(environment[`${module.toUpperCase().replaceAll('-', '_')}_DATABASE_URL`]?.trim());
}
