import { parseArgs } from 'node:util';
import { whole } from '../../command-line/values.ts';

export interface CallsArguments {
  readonly kills: number;
  readonly inFlight: number;
  readonly seed: number;
  readonly control: boolean;
  readonly json: boolean;
}

export const usage = `npm run chaos:calls -- [options]
  --kills N        how often the process that answers is killed (default 200, about a second each)
  --in-flight N    calls that are kept in flight (default 500)
  --seed N         the same seed draws the same waits (default 1)
  --control        the same calls through the link alone, which knows no deadlines: must end as VIOLATED
  --json           print the report as JSON instead`;

/** @throws Error that says which argument is wrong. */
export function parseCallsArguments(args: readonly string[]): CallsArguments | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kills: { type: 'string', default: '200' },
      'in-flight': { type: 'string', default: '500' },
      seed: { type: 'string', default: '1' },
      control: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    kills: whole('--kills', values.kills, 1, 100_000),
    inFlight: whole('--in-flight', values['in-flight'], 1, 4_000),
    seed: whole('--seed', values.seed, 0, 2 ** 31),
    control: values.control,
    json: values.json,
  };
}
