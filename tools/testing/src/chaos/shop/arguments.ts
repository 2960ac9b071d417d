import { parseArgs } from 'node:util';
import { number, whole } from '../../command-line/values.ts';

export interface ChaosArguments {
  /** One run each, one after the other. */
  readonly seeds: readonly number[];
  /** No operation begins later, in ms. */
  readonly forMs: number;
  /** No more than so many operations. */
  readonly operations: number;
  readonly clients: number;
  /** By how much the gaps between faults are stretched. */
  readonly pace: number;
  readonly topology: string;
  /** True for a RabbitMQ cluster of three nodes. */
  readonly cluster: boolean;
  readonly control: boolean;
  readonly json: string | undefined;
}

export const usage = `npm run chaos -- [options]
  --seed N         chooses faults and load; several as 1,2,5 or 1-25, a run each (default 1)
  --operations N   checkouts, cancellations, transfers and marks in a run (default: as many as fit into the minutes)
  --minutes M      how long operations begin; fractions allowed (default 2, or as long as it takes with --operations)
  --topology FILE  which processes there are, and what carries calls (default deployables/topology.separate.yaml)
  --clients N      operations at the same time (default 40)
  --pace N         stretches the gaps between faults, for a machine that is busy with other things (default 1)
  --cluster        three RabbitMQ nodes, of which one at a time is broken (default one)
  --control        takes away publisher confirms, inbox and drain: the checker must find violations
  --json FILE      also write the reports as JSON
Ends with 1 when anything was violated.`;

const MOST_MINUTES = 24 * 60;

/** @throws Error that says which argument is wrong. */
export function parseChaosArguments(args: readonly string[]): ChaosArguments | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: '1' },
      operations: { type: 'string' },
      minutes: { type: 'string' },
      topology: { type: 'string', default: 'deployables/topology.separate.yaml' },
      clients: { type: 'string', default: '40' },
      pace: { type: 'string', default: '1' },
      cluster: { type: 'boolean', default: false },
      control: { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const { operations, minutes = operations === undefined ? '2' : String(MOST_MINUTES) } = values;
  return {
    seeds: values.seed.split(',').flatMap(seedsOf),
    forMs: number('--minutes', minutes, 0.05, MOST_MINUTES) * 60_000,
    operations: operations === undefined ? Infinity : whole('--operations', operations, 1, 10_000_000),
    clients: whole('--clients', values.clients, 1, 1_000),
    pace: number('--pace', values.pace, 0.1, 100),
    topology: values.topology,
    cluster: values.cluster,
    control: values.control,
    json: values.json,
  };
}

/** `7`, or `1-25`. */
function seedsOf(text: string): number[] {
  const [from = '', to = from, ...more] = text.split('-');
  if (more.length > 0) throw new Error(`--seed: '${text}' is neither a seed nor a range such as 1-25`);
  const first = whole('--seed', from, 0, 2 ** 31);
  const last = whole('--seed', to, first, Math.min(first + 10_000, 2 ** 31));
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}
