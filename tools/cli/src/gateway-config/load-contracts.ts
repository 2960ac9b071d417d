import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyContract } from '@carveout/contract';
import type { Topology } from '@carveout/runtime/topology';

/** The contracts of a topology's modules, each the default export of the module's contract package. */
export function loadContracts(workspaceRoot: string, topology: Topology): Promise<AnyContract[]> {
  const modules = topology.deployables.flatMap((deployable) => deployable.modules);
  return Promise.all(modules.map((module) => loadContract(join(workspaceRoot, 'modules', module, 'contract'))));
}

async function loadContract(folder: string): Promise<AnyContract> {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    exports: Readonly<Record<string, string>>;
  };
  const { default: contract } = (await import(join(folder, exports['.']!))) as { default: AnyContract };
  return contract;
}
