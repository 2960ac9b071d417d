import type { CreateNodesResultArray, CreateNodesV2, ProjectConfiguration } from '@nx/devkit';
import { deployableProject } from './projects/deployable-project.ts';
import { describeDeployables } from './projects/described-deployable.ts';
import { packageProject } from './projects/package-project.ts';
import { topologyInForce } from './projects/topology-in-force.ts';

/** The packages that the workspace's own conventions give targets. */
const PACKAGES = '{modules/*/{contract,core},tools/*}/package.json';

/**
 * Infers the targets of every contract, core and tool, and one project for each deployable of the topology in force
 * (`CARVEOUT_TOPOLOGY`, else `deployables/topology.yaml`).
 */
export const createNodesV2: CreateNodesV2 = [
  PACKAGES,
  (packageFiles, _, { workspaceRoot }): CreateNodesResultArray => {
    const topology = topologyInForce(workspaceRoot);
    const deployables = describeDeployables(workspaceRoot, topology).map(deployableProject);
    return [
      ...packageFiles.map((file): CreateNodesResultArray[number] => [file, projects([packageProject(file)])]),
      [topology.file, projects(deployables)],
    ];
  },
];

/** The name under which newer versions of Nx look for it. */
export const createNodes = createNodesV2;

type Inferred = Omit<ProjectConfiguration, 'root'> & { readonly root: string };

function projects(inferred: readonly Inferred[]): { projects: Record<string, Inferred> } {
  return { projects: Object.fromEntries(inferred.map((project) => [project.root, project])) };
}
