import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE = 'node_modules/swagger-ui-dist';
/** What the API explorer's page asks for, and what its place is found by. */
const FILES = ['package.json', 'LICENSE', 'NOTICE', 'swagger-ui.css', 'swagger-ui-bundle.js'];

/** Puts the files that the door's API explorer hands out beside its bundle: they are sent, not imported. */
export function copyExplorer(workspaceRoot: string, folder: string): void {
  mkdirSync(join(folder, PACKAGE), { recursive: true });
  for (const file of FILES) cpSync(join(workspaceRoot, PACKAGE, file), join(folder, PACKAGE, file));
}
