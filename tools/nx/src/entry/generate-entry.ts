import { GATEWAY, servedContracts } from '@carveout/runtime/topology';
import type { Deployable, Topology } from '@carveout/runtime/topology';
import { adaptersOf } from './adapters.ts';
import type { PackageNames } from './packages.ts';

/**
 * The program of one deployable: imports the cores it hosts, and the contracts whose `http` lines it serves, and runs
 * them.
 */
export function generateEntry(
  topology: Topology,
  deployable: Deployable,
  packagesOf: (module: string) => PackageNames,
): string {
  const cores = deployable.modules.map((module) => ({ name: variable(module), from: packagesOf(module).core }));
  const contracts = servedContracts(topology, deployable).map((module) => ({
    name: `${variable(module)}Contract`,
    from: packagesOf(module).contract,
  }));
  const names = (imported: readonly { name: string }[]) => imported.map(({ name }) => name).join(', ');
  const { links, discovery } = adaptersOf(topology);
  const isGateway = deployable.name === GATEWAY;
  const parts = [
    `deployable: ${JSON.stringify(deployable.name)}`,
    `topology: ${JSON.stringify(topology)}`,
    ...(isGateway ? [] : [`modules: [${names(cores)}]`]),
    `contracts: [${names(contracts)}]`,
    ...(isGateway ? [] : [`links: ${lazily(links)}`]),
    ...(discovery.length > 0 ? [`discovery: ${lazily(discovery)}`] : []),
    ...(isGateway ? [] : [`store: () => import('@carveout/adapters/postgres')`, 'told: process.argv.slice(2)']),
  ];
  const [run, from] = isGateway ? ['runGateway', '@carveout/gateway/run'] : ['run', '@carveout/runtime/run'];
  return `// Generated from ${topology.file}. Changes are lost.
import { ${run} } from '${from}';
${[...cores, ...contracts].map(({ name, from }) => `import ${name} from '${from}';\n`).join('')}
await ${run}({
${parts.map((part) => `  ${part},\n`).join('')}});
`;
}

/** Adapters are loaded only by a process that needs them. */
function lazily(adapters: readonly string[]): string {
  const lines = adapters.map((adapter) => `${adapter}: () => import('@carveout/adapters/${adapter}')`);
  return lines.length > 0 ? `{ ${lines.join(', ')} }` : '{}';
}

/** A module's name as a variable: `gift-cards` becomes `giftCardsModule`, which no reserved word can be. */
function variable(module: string): string {
  return `${module.replace(/[^a-zA-Z0-9]+(.)?/g, (_, next: string | undefined) => next?.toUpperCase() ?? '')}Module`;
}
