import type { AssembledModule } from '../definition/index.ts';
import type { Topology } from '../topology/index.ts';

/** A topology in which one deployable hosts exactly these modules: for tests and benchmarks. */
export function oneProcess(modules: readonly AssembledModule[], name = 'all'): Topology {
  return {
    file: '(none)',
    deployables: [{ name, modules: modules.map((module) => module.parts.contract.name), replicas: 1, line: 1 }],
    links: { commands: 'in-process', queries: 'in-process', events: 'in-process' },
    discovery: 'static',
    config: {},
    ports: {},
  };
}
