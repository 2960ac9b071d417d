import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** The account that owns a private broker. */
export const owner = 'carveout';

/** Ports on 127.0.0.1: for clients, for the management API, for other nodes, for Erlang's port mapper. */
export interface NodePorts {
  readonly amqp: number;
  readonly management: number;
  readonly distribution: number;
  readonly epmd: number;
}

/** A node's name at its host, and the names of all nodes of its cluster, itself among them. */
export interface Membership {
  readonly name: string;
  readonly members: readonly string[];
}

const alone: Membership = { name: 'carveout@localhost', members: [] };

/** Where one node keeps everything, below a backing folder. */
export const nodeFolderName = 'node';

function nodeFolder(folder: string): string {
  return join(folder, nodeFolderName);
}

/** Writes what a node reads at its start. */
export function writeNodeFiles(
  folder: string,
  ports: NodePorts,
  password: string,
  { members }: Membership = alone,
): void {
  const home = nodeFolder(folder);
  for (const name of ['data', 'log', 'schema', 'config']) mkdirSync(join(home, name), { recursive: true });
  const configuration = [
    `listeners.tcp.1 = 127.0.0.1:${ports.amqp}`,
    'management.tcp.ip = 127.0.0.1',
    `management.tcp.port = ${ports.management}`,
    `default_user = ${owner}`,
    `default_pass = ${password}`,
    'log.console = true',
    'log.console.level = info',
    'log.file = false',
    ...(members.length > 0 ? clustered(members) : []),
  ];
  writeFileSync(join(home, 'rabbitmq.conf'), `${configuration.join('\n')}\n`, { mode: 0o600 });
  writeFileSync(join(home, 'enabled_plugins'), '[rabbitmq_management].\n');
  // A machine without /etc/hosts, such as a fresh chroot, does not know the name that the node has.
  writeFileSync(join(home, 'inetrc'), '{host,{127,0,0,1},["localhost"]}.\n{lookup,[file,native]}.\n');
  const cookie = join(home, '.erlang.cookie');
  if (!existsSync(cookie)) writeFileSync(cookie, createHash('sha256').update(password).digest('hex'));
  chmodSync(cookie, 0o400);
}

/** As is advised for three nodes: one that is cut off from the other two stops by itself instead of going on alone. */
function clustered(members: readonly string[]): string[] {
  return [
    'cluster_formation.peer_discovery_backend = classic_config',
    ...members.map((name, index) => `cluster_formation.classic_config.nodes.${index + 1} = ${name}`),
    'cluster_partition_handling = pause_minority',
  ];
}

/** What the node's programs find in their environment; RABBITMQ_* and ERL_* of the caller's shell are left out. */
export function nodeEnvironment(folder: string, ports: NodePorts, { name }: Membership = alone): NodeJS.ProcessEnv {
  const home = nodeFolder(folder);
  const inherited = Object.entries(process.env).filter(([name]) => !/^(RABBITMQ|ERL|ELIXIR)_/.test(name));
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    LANG: 'C.UTF-8',
    RABBITMQ_NODENAME: name,
    RABBITMQ_MNESIA_BASE: join(home, 'data'),
    RABBITMQ_LOG_BASE: join(home, 'log'),
    RABBITMQ_LOGS: '-',
    RABBITMQ_SCHEMA_DIR: join(home, 'schema'),
    RABBITMQ_GENERATED_CONFIG_DIR: join(home, 'config'),
    RABBITMQ_CONFIG_FILE: join(home, 'rabbitmq.conf'),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(home, 'advanced.config'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(home, 'enabled_plugins'),
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_DIST_PORT: String(ports.distribution),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    ERL_EPMD_PORT: String(ports.epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_INETRC: join(home, 'inetrc'),
    ERL_CRASH_DUMP: join(home, 'log', 'erl_crash.dump'),
    // The script then becomes the node instead of waiting beside it, so that there is one process to signal.
    RUNNING_UNDER_SYSTEMD: 'true',
  };
}
