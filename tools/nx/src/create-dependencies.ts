import { DependencyType } from '@nx/devkit';
import type { CreateDependencies } from '@nx/devkit';
import { describeDeployables } from './projects/described-deployable.ts';
import { topologyInForce } from './projects/topology-in-force.ts';

/**
 * The edges of deployables, which no file shows: to the cores they host, the contracts they serve, the runtime and
 * the adapters they use, and what writes and bundles their programs. Those between packages come from their imports.
 */
export const createDependencies: CreateDependencies = (_, { projects, workspaceRoot }) => {
  const deployables = describeDeployables(workspaceRoot, topologyInForce(workspaceRoot));
  return deployables
    .flatMap(({ name, dependencies }) => dependencies.map((target) => ({ source: name, target })))
    .filter(({ source, target }) => projects[source] !== undefined && projects[target] !== undefined)
    .map((edge) => ({ ...edge, type: DependencyType.implicit }));
};
