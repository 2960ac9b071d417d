import { GATEWAY } from './gateway.ts';
import type { Gateway } from './gateway.ts';
import type { Resilience } from './resilience.ts';

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
  /** What `up` starts in place of the workspace's own cores: a twin of the modules in another language. Relative to the workspace. */
  readonly program?: string | undefined;
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
  /** How calls are protected, where it differs from what is usual. */
  readonly resilience?: Resilience | undefined;
  /** What clients reach in place of the storefront's host. It is one of the deployables, and hosts no modules. */
  readonly gateway?: Gateway | undefined;
}

/** The deployable of that name. */
export function deployable(topology: Topology, name: string): Deployable | undefined {
  return topology.deployables.find((one) => one.name === name);
}

/** The deployable that hosts the module. */
export function hostOf(topology: Topology, module: string): Deployable | undefined {
  return topology.deployables.find((one) => one.modules.includes(module));
}

/** The module whose host is the door, where there is no gateway. */
export const DOOR_MODULE = 'storefront';

/** True for the deployable that clients reach. */
export function isDoor({ gateway }: Topology, one: Deployable): boolean {
  return gateway === undefined ? one.modules.includes(DOOR_MODULE) : one.name === GATEWAY;
}

/** True for a deployable that takes requests from outside: from clients, or as a gateway passes them on. */
export function takesRequests(topology: Topology, one: Deployable): boolean {
  return topology.gateway !== undefined || isDoor(topology, one);
}

/** True when one process hosts every module, so that no call or event ever leaves it, whatever `links` says. */
export function isOneProcess({ deployables }: Topology): boolean {
  const [host, ...others] = deployables.filter(({ modules }) => modules.length > 0);
  return host?.replicas === 1 && others.length === 0;
}

/** True when calls travel over HTTP between processes. */
export function usesHttpLink(topology: Topology): boolean {
  return !isOneProcess(topology) && Object.values(topology.links).includes('http');
}

/** True when processes have to find each other. */
export function needsDiscovery(topology: Topology): boolean {
  return topology.gateway !== undefined || usesHttpLink(topology);
}

/** True when more than one process runs and RabbitMQ carries something between them. */
export function needsBroker(topology: Topology): boolean {
  return !isOneProcess(topology) && Object.values(topology.links).includes('rabbitmq');
}
