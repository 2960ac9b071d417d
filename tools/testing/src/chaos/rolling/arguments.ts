import { parseArgs } from 'node:util';
import { whole } from '../../command-line/values.ts';

export interface RollingArguments {
  /** How often each deployable is restarted, replica by replica. */
  readonly restarts: number;
  /** Arrivals per second; undefined: half of what is measured. */
  readonly rate: number | undefined;
  /** True: with the drain off. The run must then be found wanting. */
  readonly control: boolean;
  /** Names of deployables to restart; undefined: all. */
  readonly only: readonly string[] | undefined;
  readonly seed: number;
  readonly json: string | undefined;
}

export const usage = `npm run chaos:rolling -- [options]
  --restarts N    rolling restarts of each deployable, one replica after the other (default 2)
  --rate N        arrivals per second (default: half of the peak, which is measured first)
  --only A,B      restart these deployables alone (default: all)
  --control       with the drain off: the same checks must fail
  --seed N        the same seed makes the same arrivals (default 1)
  --json FILE     also write the report as JSON`;

/**
 * @param deployables names of those that can be restarted.
 * @throws Error that says which argument is wrong.
 */
export function parseRollingArguments(
  args: readonly string[],
  deployables: readonly string[],
): RollingArguments | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      restarts: { type: 'string', default: '2' },
      rate: { type: 'string' },
      only: { type: 'string' },
      control: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const only = values.only?.split(',');
  const unknown = only?.find((name) => !deployables.includes(name));
  if (unknown !== undefined)
    throw new Error(`--only names '${unknown}', which is no deployable; there are ${deployables.join(', ')}`);
  return {
    restarts: whole('--restarts', values.restarts, 1, 10_000),
    rate: values.rate === undefined ? undefined : whole('--rate', values.rate, 1, 10_000),
    only,
    control: values.control,
    seed: whole('--seed', values.seed, 0, 2 ** 31),
    json: values.json,
  };
}
