import { isDoor, needsDiscovery } from '@carveout/runtime/topology';
import type { Deployable, LinkKind, Topology } from '@carveout/runtime/topology';

/** One process of the shop under test. */
export interface PlannedProcess {
  /** The deployable's name, with a number when it has replicas. */
  readonly name: string;
  readonly deployable: Deployable;
  /** True for the process that clients reach. */
  readonly door: boolean;
}

/** Those who set marks, and those who hear what the shop tells: they are broken as everyone else is. */
const PROBES: readonly Deployable[] = [
  { name: 'marks', modules: ['marks'], replicas: 1, line: 0 },
  { name: 'witness', modules: ['witness'], replicas: 2, line: 0 },
];

/**
 * The topology as a run starts it: with the probes as deployables of their own, found through a file. What would stay within
 * one process travels by RabbitMQ to them.
 */
export function underTest(topology: Topology): Topology {
  const between = (kind: LinkKind): LinkKind => (kind === 'in-process' ? 'rabbitmq' : kind);
  const { commands, queries, events } = topology.links;
  const links = { commands: between(commands), queries: between(queries), events: between(events) };
  return { ...topology, deployables: [...topology.deployables, ...PROBES], links, discovery: 'static' };
}

/** What a run has otherwise than a topology says, a line each. */
export function otherwise(topology: Topology): string[] {
  const found = needsDiscovery(underTest(topology)) && topology.discovery !== 'static';
  const twins = topology.deployables.filter(({ program }) => program !== undefined);
  return [
    ...twins.map(({ name, program }) => `${name} is run from this workspace, not by ${program}`),
    ...(found ? [`instances are found through a file in place of ${topology.discovery}`] : []),
    ...(topology.gateway === undefined ? [] : ['the gateway takes sessions, and tokens of an issuer of this run']),
  ];
}

/** One door alone: its clients know one address. */
export function planProcesses(topology: Topology): PlannedProcess[] {
  return topology.deployables.flatMap((deployable) => {
    const door = isDoor(topology, deployable);
    const replicas = door ? 1 : deployable.replicas;
    return Array.from({ length: replicas }, (_, index) => ({
      name: replicas === 1 ? deployable.name : `${deployable.name}.${index + 1}`,
      deployable,
      door,
    }));
  });
}
