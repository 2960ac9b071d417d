import { isDoor } from '@carveout/runtime/topology';
import type { Deployable, Topology } from '@carveout/runtime/topology';
import { adaptersOf } from './adapters.ts';
import type { PackageNames } from './packages.ts';

/**
 * The program of one deployable: imports the cores it hosts and runs them. The door also gets every contract, whose
 * `http` lines it serves.
 */
export function generateEntry(
  topology: Topology,
  deployable: Deployable,
  packagesOf: (module: string) => PackageNames,
): string {
  const cores = deployable.modules.map((module) => ({ name: variable(module), from: packagesOf(module).core }));
  const contracts = !isDoor(deployable)
    ? []
    : topology.deployables
        .flatMap(({ modules }) => modules)
        .map((module) => ({ name: `${variable(module)}Contract`, from: packagesOf(module).contract }));
  const links = adaptersOf(topology)
    .filter((adapter) => adapter !== 'postgres')
    .map((adapter) => `${adapter}: () => import('@carveout/adapters/${adapter}')`);
  const names = (imported: readonly { name: string }[]) => imported.map(({ name }) => name).join(', ');
  return `// Generated from ${topology.file}. Changes are lost.
import { run } from '@carveout/runtime/run';
${[...cores, ...contracts].map(({ name, from }) => `import ${name} from '${from}';\n`).join('')}
await run({
  deployable: ${JSON.stringify(deployable.name)},
  topology: ${JSON.stringify(topology)},
  modules: [${names(cores)}],
  contracts: [${names(contracts)}],
  links: {${links.length > 0 ? ` ${links.join(', ')} ` : ''}},
  store: () => import('@carveout/adapters/postgres'),
});
`;
}

/** A module's name as a variable: `gift-cards` becomes `giftCardsModule`, which no reserved word can be. */
function variable(module: string): string {
  return `${module.replace(/[^a-zA-Z0-9]+(.)?/g, (_, next: string | undefined) => next?.toUpperCase() ?? '')}Module`;
}
