import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The npm names of a module's two packages. */
export interface PackageNames {
  readonly contract: string;
  readonly core: string;
}

export function packageNames(workspaceRoot: string, module: string): PackageNames {
  const nameOf = (part: string): string => {
    const text = readFileSync(join(workspaceRoot, 'modules', module, part, 'package.json'), 'utf8');
    return (JSON.parse(text) as { name: string }).name;
  };
  return { contract: nameOf('contract'), core: nameOf('core') };
}
