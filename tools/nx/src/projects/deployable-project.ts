import { isAbsolute } from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';
import type { DescribedDeployable } from './described-deployable.ts';

/** The project of one deployable. Its folder need not exist. */
export function deployableProject({
  name,
  modules,
  topologyFile,
  digest,
  hasFolder,
}: DescribedDeployable): ProjectConfiguration {
  const topologyInput = isAbsolute(topologyFile) ? [] : [`{workspaceRoot}/${topologyFile}`];
  // Nx cannot hash the files of a project that has none.
  const ownFiles = hasFolder ? ['production'] : [];
  return {
    name,
    root: `deployables/${name}`,
    sourceRoot: `deployables/${name}`,
    projectType: 'application',
    tags: ['kind:deployable'],
    metadata: { description: `Hosts ${modules.join(', ')} (${topologyFile})` },
    targets: {
      serve: {
        executor: 'nx:run-commands',
        continuous: true,
        inputs: [{ env: 'CARVEOUT_TOPOLOGY' }],
        options: { command: `carveout serve ${name}`, cwd: '{workspaceRoot}' },
        metadata: {
          description: 'Runs it with the backing services it needs, until it is told to stop',
          technologies: [],
        },
      },
      build: {
        executor: '@carveout/nx:bundle',
        cache: true,
        inputs: [
          ...ownFiles,
          '^production',
          ...topologyInput,
          { env: 'CARVEOUT_TOPOLOGY' },
          { externalDependencies: ['esbuild', 'swagger-ui-dist'] },
        ],
        outputs: ['{options.outputPath}'],
        options: { deployable: name, outputPath: `dist/deployables/${name}`, topologyDigest: digest },
        metadata: { description: `Bundles it: node dist/deployables/${name}/main.js`, technologies: [] },
      },
    },
  };
}
