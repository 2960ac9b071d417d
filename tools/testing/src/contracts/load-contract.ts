import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnyContract } from '@carveout/contract';
import { CarveoutError } from '@carveout/runtime/errors';
import { contractUnreadable } from './errors/carv-332-contract-unreadable.ts';

/** Imports a module's contract from where its package.json says. */
export async function loadContract(root: string, module: string): Promise<AnyContract> {
  const folder = join(root, 'modules', module, 'contract');
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    exports: { readonly '.': string };
  };
  const file = join(folder, exports['.']);
  const exported = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<string, unknown>;
  const found = [exported['default'], ...Object.values(exported)].find(isContract);
  if (found !== undefined) return found;
  throw new CarveoutError(
    contractUnreadable,
    `${file} exports no contract. Export what defineContract answers, best as the default`,
  );
}

function isContract(value: unknown): value is AnyContract {
  return typeof value === 'object' && value !== null && 'name' in value && 'operations' in value && 'events' in value;
}
