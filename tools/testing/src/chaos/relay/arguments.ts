import { parseArgs } from 'node:util';
import { whole } from '../../command-line/values.ts';

export interface ThawArguments {
  readonly thaws: number;
  readonly seed: number;
  readonly control: boolean;
  readonly json: boolean;
}

export const usage = `npm run chaos:relay -- [options]
  --thaws N    how often the relay is frozen past its lease and thawed (default 100, about 2.5 s each)
  --seed N     the same seed draws the same waits (default 1)
  --control    relays that do not ask for the lease: must end as VIOLATED
  --json       print the report as JSON instead`;

/** @throws Error that says which argument is wrong. */
export function parseThawArguments(args: readonly string[]): ThawArguments | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      thaws: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      control: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    thaws: whole('--thaws', values.thaws, 1, 100_000),
    seed: whole('--seed', values.seed, 0, 2 ** 31),
    control: values.control,
    json: values.json,
  };
}
