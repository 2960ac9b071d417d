import { parseArgs } from 'node:util';
import { CarveoutError } from '@carveout/runtime/errors';
import { didYouMean, listed } from '@carveout/runtime/topology';
import { usage } from '../errors/carv-625-usage.ts';
import { parseAddress } from './address.ts';
import type { Address } from './address.ts';

export const USAGE = `carveout serve <deployable> [--watch] [--json]   starts one deployable of the topology in force
carveout up [<topology file>] [--json]            starts every deployable of a topology
carveout migrate [<topology file>] [--json]       brings the data of its modules up to date
carveout scale <deployable> <processes>           has the up that runs start or stop some of them
carveout asyncapi [--out <file>]                  prints what modules exchange over RabbitMQ, as AsyncAPI
carveout dead-letters list [--module <m>] [--json]   lists what listeners could not handle
carveout dead-letters replay <id>                    gives one of them to its listener again
carveout dead-letters replay --all --module <m> [--listener <l>]   all of a module, or of one of its listeners
carveout gateway-config <nginx|kong|amazon> [<topology file>]      prints the configuration of that gateway

The topology in force is the file that CARVEOUT_TOPOLOGY names, else deployables/topology.yaml.
  --watch   starts it again whenever one of its files changes
  --json    prints a JSON object a line: the log as it comes, or a dead letter
  --instances <file>   addresses of the modules' instances, in place of the deployables' names
  --identity <host:port>   where the gateway says who makes a request, its IDENTITY_PORT; default gateway:3002
  --listen <host:port>     nginx alone: what it listens at; default port 3000 of every IPv4 address
  --out <file>         writes the configuration there
  --check              fails when the file is not what would be written; without --out, that in deployables/gateway/`;

export const GATEWAY_KINDS = ['nginx', 'kong', 'amazon'] as const;
/** Gateways that a configuration can be made for. */
export type GatewayKind = (typeof GATEWAY_KINDS)[number];

export interface ServeCommand {
  readonly name: 'serve';
  readonly deployable: string;
  readonly watch: boolean;
  readonly json: boolean;
}

export interface UpCommand {
  readonly name: 'up';
  /** Undefined: the topology in force. */
  readonly topology: string | undefined;
  readonly json: boolean;
}

export interface MigrateCommand {
  readonly name: 'migrate';
  /** Undefined: the topology in force. */
  readonly topology: string | undefined;
  readonly json: boolean;
}

export interface ScaleCommand {
  readonly name: 'scale';
  readonly deployable: string;
  /** From 0 to 64. */
  readonly replicas: number;
  readonly json: false;
}

export interface AsyncApiCommand {
  readonly name: 'asyncapi';
  /** A file to write; undefined: printed. */
  readonly out: string | undefined;
  readonly json: false;
}

export interface ListDeadLettersCommand {
  readonly name: 'dead-letters list';
  /** Undefined: all modules of the topology. */
  readonly module: string | undefined;
  readonly json: boolean;
}

export interface ReplayDeadLettersCommand {
  readonly name: 'dead-letters replay';
  /** One letter, as the list names it; or all of a module. */
  readonly of: { readonly id: string } | { readonly module: string; readonly listener: string | undefined };
  readonly json: false;
}

export interface GatewayConfigCommand {
  readonly name: 'gateway-config';
  readonly kind: GatewayKind;
  /** Undefined: the topology in force. */
  readonly topology: string | undefined;
  readonly instances: string | undefined;
  /** Where the identity endpoint is. Undefined: as the list of instances says, or else by name. */
  readonly identity: Address | undefined;
  /** What the gateway listens at; for nginx alone. */
  readonly listen: Address | undefined;
  readonly out: string | undefined;
  readonly check: boolean;
}

/** What is done at length, or beside servers. */
export type SupervisedCommand =
  | ServeCommand
  | UpCommand
  | MigrateCommand
  | ScaleCommand
  | AsyncApiCommand
  | ListDeadLettersCommand
  | ReplayDeadLettersCommand;

export type Command = SupervisedCommand | GatewayConfigCommand | { readonly name: 'help' };

/** @throws CarveoutError CARV-625 for anything that is not in `USAGE`. */
export function parseCommand(parameters: readonly string[]): Command {
  const [name, ...rest] = parameters;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return { name: 'help' };
  if (name === 'serve') {
    const { values, positionals } = parsed(rest, ['watch', 'json'], 1);
    if (positionals[0] === undefined) throw misused('Which deployable is to be served?');
    return { name, deployable: positionals[0], watch: values.has('watch'), json: values.has('json') };
  }
  if (name === 'up' || name === 'migrate') {
    const { values, positionals } = parsed(rest, ['json'], 1);
    return { name, topology: positionals[0], json: values.has('json') };
  }
  if (name === 'asyncapi') return { name, out: parsed(rest, [], 0, ['out']).values.get('out'), json: false };
  if (name === 'scale') return parseScale(rest);
  if (name === 'dead-letters') return parseDeadLetters(rest);
  if (name === 'gateway-config') return parseGatewayConfig(rest);
  const known = ['serve', 'up', 'migrate', 'scale', 'asyncapi', 'dead-letters', 'gateway-config', 'help'];
  throw misused(`There is no command '${name}'.${didYouMean(name, known)}`);
}

function parseScale(rest: readonly string[]): ScaleCommand {
  const [deployable, count] = parsed(rest, [], 2).positionals;
  if (deployable === undefined) throw misused('Which deployable is to be scaled?');
  if (count === undefined || !/^\d{1,2}$/.test(count) || Number(count) > 64)
    throw misused(`To how many processes is ${deployable} to be scaled? Give a number from 0 to 64.`);
  return { name: 'scale', deployable, replicas: Number(count), json: false };
}

function parseGatewayConfig(parameters: readonly string[]): Command {
  const { values, positionals } = parsed(parameters, ['check'], 2, ['instances', 'identity', 'listen', 'out']);
  const [given, topology] = positionals;
  const kind = GATEWAY_KINDS.find((one) => one === given);
  if (kind === undefined) {
    const what = given === undefined ? 'For which gateway?' : `There is no gateway '${given}'.`;
    const near = given === undefined ? '' : didYouMean(given, GATEWAY_KINDS);
    throw misused(`${what}${near} There are ${listed(GATEWAY_KINDS)}.`);
  }
  if (kind !== 'nginx' && values.has('listen')) throw misused(`What ${kind} listens at is not in its configuration.`);
  if (kind === 'amazon' && values.has('identity')) throw misused('With amazon, its authorizer knows the address.');
  return {
    name: 'gateway-config',
    kind,
    topology,
    instances: values.get('instances'),
    identity: addressOf(values, 'identity'),
    listen: addressOf(values, 'listen'),
    out: values.get('out'),
    check: values.has('check'),
  };
}

function addressOf(values: ReadonlyMap<string, string>, option: string): Address | undefined {
  const text = values.get(option);
  const address = text === undefined ? undefined : parseAddress(text);
  if (text !== undefined && address === undefined)
    throw misused(`--${option} is '${text}'. Give a host and a port, such as 127.0.0.1:3002 or [::1]:3002.`);
  return address;
}

function parseDeadLetters([action, ...rest]: readonly string[]): Command {
  if (action === 'list') {
    const { values } = parsed(rest, ['json'], 0, ['module']);
    return { name: 'dead-letters list', module: values.get('module'), json: values.has('json') };
  }
  if (action === 'replay') {
    const { values, positionals } = parsed(rest, ['all'], 1, ['module', 'listener']);
    const [id] = positionals;
    const [module, listener] = [values.get('module'), values.get('listener')];
    const name = 'dead-letters replay';
    if (id !== undefined) {
      if (values.size > 0) throw misused('An id names one dead letter: nothing else goes with it.');
      return { name, of: { id }, json: false };
    }
    if (!values.has('all')) throw misused('Which dead letter is to be replayed? Give its id, or --all with --module.');
    if (module === undefined) throw misused('All dead letters of which module? Give --module.');
    return { name, of: { module, listener }, json: false };
  }
  const what = action === undefined ? `What is to be done with dead letters?` : `There is no 'dead-letters ${action}'.`;
  throw misused(`${what} There are 'list' and 'replay'.`);
}

/** The flags and values that were given, by name; a flag's value is empty. */
function parsed(
  parameters: readonly string[],
  flags: readonly string[],
  most: number,
  texts: readonly string[] = [],
): { readonly values: ReadonlyMap<string, string>; readonly positionals: readonly string[] } {
  const options = Object.fromEntries([
    ...flags.map((flag) => [flag, { type: 'boolean' as const }] as const),
    ...texts.map((text) => [text, { type: 'string' as const }] as const),
  ]);
  try {
    const { values, positionals } = parseArgs({ args: [...parameters], options, allowPositionals: true });
    if (positionals.length > most) throw new Error(`'${positionals[most]}' is one word too many.`);
    const given = Object.entries(values).map(([key, value]) => [key, typeof value === 'string' ? value : ''] as const);
    return { values: new Map(given), positionals };
  } catch (error) {
    throw misused((error as Error).message);
  }
}

function misused(what: string): CarveoutError {
  return new CarveoutError(usage, `${what}\n\n${USAGE}`);
}
