import type { Logger } from 'pino';
import type { HealthDetail } from '../door/admin/create-admin.ts';
import type { Announced, InstancePorts } from '../ports/index.ts';
import { deployable } from '../topology/topology.ts';
import { openDirectory } from './open-directory.ts';
import type { Finding } from './open-directory.ts';
import { ownInstance } from './own-instance.ts';
import type { RunOptions } from './run-options.ts';
import { tlsOf } from './tls-files.ts';

/** Where the modules are that other deployables host; those of this process need no finding. */
export function findOthers(options: RunOptions, log: Logger, env: NodeJS.ProcessEnv): Promise<Finding> {
  const { topology, deployable: name, discovery = {} } = options;
  const elsewhere = topology.deployables.filter((one) => one.name !== name).flatMap(({ modules }) => modules);
  return openDirectory(topology, elsewhere, discovery, env, log);
}

/** Told, and no reason not to be ready: what the registry said last is in use, and modules start in any order. */
export function findingHealth(finding: Finding | undefined): HealthDetail {
  if (finding === undefined) return {};
  return { discovery: { [finding.discovery.name]: finding.directory.detail() } };
}

export interface Findable {
  readonly id: string;
  /** The address that the servers listen on. */
  readonly host: string;
  readonly ports: InstancePorts;
  readonly ready: () => boolean;
}

/** Lets others find this process by its modules; undefined when nothing of it can be reached. */
export async function letBeFound(
  { deployable: name, topology }: RunOptions,
  finding: Finding | undefined,
  { id, host, ports, ready }: Findable,
  env: NodeJS.ProcessEnv,
): Promise<Announced | undefined> {
  if (finding === undefined || (ports.http === undefined && ports.link === undefined)) return undefined;
  const { zone } = finding;
  const secure = tlsOf(env) !== undefined;
  return finding.discovery.announce({
    instance: ownInstance({ id, deployable: name, listens: host, ports, secure, zone }, env),
    modules: deployable(topology, name)?.modules ?? [],
    ready,
  });
}
