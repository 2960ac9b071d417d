import { parseArgs } from 'node:util';
import { CarveoutError } from '@carveout/runtime/errors';
import { didYouMean } from '@carveout/runtime/topology';
import { usage } from '../errors/carv-625-usage.ts';

export const USAGE = `carveout serve <deployable> [--watch] [--json]   starts one deployable of the topology in force
carveout up [<topology file>] [--json]            starts every deployable of a topology

The topology in force is the file that CARVEOUT_TOPOLOGY names, else deployables/topology.yaml.
  --watch   starts it again whenever one of its files changes
  --json    prints the log as it comes, a JSON object a line`;

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

export type Command = ServeCommand | UpCommand | { readonly name: 'help' };

/** @throws CarveoutError CARV-625 for anything that is not in `USAGE`. */
export function parseCommand(parameters: readonly string[]): Command {
  const [name, ...rest] = parameters;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return { name: 'help' };
  if (name === 'serve') {
    const { values, positionals } = parsed(rest, ['watch', 'json'], 1);
    if (positionals[0] === undefined) throw misused('Which deployable is to be served?');
    return { name, deployable: positionals[0], watch: values.has('watch'), json: values.has('json') };
  }
  if (name === 'up') {
    const { values, positionals } = parsed(rest, ['json'], 1);
    return { name, topology: positionals[0], json: values.has('json') };
  }
  throw misused(`There is no command '${name}'.${didYouMean(name, ['serve', 'up', 'help'])}`);
}

function parsed(parameters: readonly string[], flags: readonly string[], most: number) {
  const options = Object.fromEntries(flags.map((flag) => [flag, { type: 'boolean' as const }]));
  try {
    const { values, positionals } = parseArgs({ args: [...parameters], options, allowPositionals: true });
    if (positionals.length > most) throw new Error(`'${positionals[most]}' is one word too many.`);
    return { values: new Set(Object.keys(values)), positionals };
  } catch (error) {
    throw misused((error as Error).message);
  }
}

function misused(what: string): CarveoutError {
  return new CarveoutError(usage, `${what}\n\n${USAGE}`);
}
