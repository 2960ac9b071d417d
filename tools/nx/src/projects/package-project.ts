import { dirname } from 'node:path';
import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';

/** What a contract, a core or a tool gets beside what its package.json says. */
export function packageProject(packageFile: string): Omit<ProjectConfiguration, 'name'> {
  const root = dirname(packageFile);
  const [area, first, second] = root.split('/');
  const isModule = area === 'modules';
  const isContract = isModule && second === 'contract';
  return {
    root,
    sourceRoot: `${root}/src`,
    projectType: 'library',
    tags: isModule ? [`kind:${second}`, `module:${first}`] : [`kind:${toolKind(first!)}`],
    targets: {
      typecheck: command(`tsc --noEmit -p ${root}/tsconfig.json`, {
        inputs: ['default', '^default', { externalDependencies: ['typescript'] }],
      }),
      lint: command(`eslint --no-warn-ignored ${root}`, {
        inputs: [
          'default',
          '^production',
          '{workspaceRoot}/eslint.config.js',
          { input: 'production', projects: ['@carveout/nx'] },
          { externalDependencies: ['eslint', 'typescript-eslint', '@nx/eslint-plugin'] },
        ],
      }),
      // Tests that need a backing server or start processes depend on more than files: `npm test` runs them, uncached.
      test: command(`vitest run --project unit --project alone --passWithNoTests ${root}/`, {
        inputs: ['default', '^production', '{workspaceRoot}/vitest.config.ts', { externalDependencies: ['vitest'] }],
      }),
      ...(isModule ? { build: { ...build(root), ...(isContract && { dependsOn: ['contract'] }) } } : {}),
      ...(isContract ? { contract: contract(first!) } : {}),
    },
  };
}

/** `tools/contract` is the kit for contracts, which is not to be taken for one. */
function toolKind(folder: string): string {
  return folder === 'contract' ? 'contract-kit' : folder;
}

function command(text: string, more: Pick<TargetConfiguration, 'inputs'>): TargetConfiguration {
  return { executor: 'nx:run-commands', cache: true, options: { command: text, cwd: '{workspaceRoot}' }, ...more };
}

/** Fails when the contract changed so that a deployed neighbour would break, or its change is not recorded. */
function contract(module: string): TargetConfiguration {
  const program = { input: 'production', projects: ['@carveout/testing'] };
  return command(`node tools/testing/src/contracts/main.ts ${module}`, {
    inputs: ['production', '^production', program, { externalDependencies: ['zod'] }],
  });
}

/** JavaScript and type declarations, for a caller outside this workspace. */
function build(root: string): TargetConfiguration {
  return {
    executor: '@carveout/nx:emit',
    cache: true,
    inputs: [
      'production',
      '^production',
      { input: 'production', projects: ['@carveout/nx'] },
      { externalDependencies: ['typescript'] },
    ],
    outputs: ['{options.outputPath}'],
    options: { packageRoot: root, outputPath: `dist/${root}` },
  };
}
