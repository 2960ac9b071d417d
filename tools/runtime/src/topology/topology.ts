/** The adapter that carries calls or events between two modules. */
export type LinkKind = 'in-process' | 'rabbitmq' | 'http';

/** How a deployable finds the addresses of the others. */
export type Discovery = 'static' | 'eureka' | 'consul' | 'kubernetes';

/** What travels between modules of different processes. */
export type Traffic = 'commands' | 'queries' | 'events';

/** One process, one image. */
export interface Deployable {
  readonly name: string;
  /** The modules it hosts, in the order of the file. */
  readonly modules: readonly string[];
  /** How many processes of it `up` starts. @default 1 */
  readonly replicas: number;
  /** Where the topology file names it, counted from 1. */
  readonly line: number;
}

/** Which deployable hosts which module, and what carries the traffic between them. Plain data: JSON can carry it. */
export interface Topology {
  /** Relative to the workspace, when it lies in it. */
  readonly file: string;
  readonly deployables: readonly Deployable[];
  /** Used between processes only: modules of one process always meet in process. @default 'in-process' each */
  readonly links: Readonly<Record<Traffic, LinkKind>>;
  /** @default 'static' */
  readonly discovery: Discovery;
  /** Configuration values by module; the environment wins over them. */
  readonly config: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The adapter of an outside port, by `<module>.<port>`. */
  readonly ports: Readonly<Record<string, string>>;
}

/** The deployable of that name. */
export function deployable(topology: Topology, name: string): Deployable | undefined {
  return topology.deployables.find((one) => one.name === name);
}

/** The deployable that hosts the module. */
export function hostOf(topology: Topology, module: string): Deployable | undefined {
  return topology.deployables.find((one) => one.modules.includes(module));
}

/** The module whose host is the door: the deployable that clients reach. */
export const DOOR_MODULE = 'storefront';

/** True for the deployable that clients reach. */
export function isDoor(one: Deployable): boolean {
  return one.modules.includes(DOOR_MODULE);
}

/** True when one process hosts every module, so that nothing ever leaves it, whatever `links` says. */
export function isOneProcess(topology: Topology): boolean {
  return topology.deployables.length === 1 && topology.deployables[0]!.replicas === 1;
}

/** True when more than one process runs and RabbitMQ carries something between them. */
export function needsBroker(topology: Topology): boolean {
  return !isOneProcess(topology) && Object.values(topology.links).includes('rabbitmq');
}
