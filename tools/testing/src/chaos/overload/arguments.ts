import { parseArgs } from 'node:util';
import { whole } from '../../command-line/values.ts';

export interface OverloadArguments {
  readonly rounds: number;
  /** How long each overload lasts. */
  readonly seconds: number;
  /** Offered load, in parts of the peak. */
  readonly times: number;
  readonly control: boolean;
  readonly json: boolean;
}

export const usage = `npm run chaos:overload -- [options]
  --rounds N     peak, overload, and peak, of calls, door and sagas, so often; the median round counts (default 3)
  --seconds N    how long each overload lasts, of sagas twice that (default 10)
  --times N      offered load, in parts of the peak (default 3)
  --control      load shedding off: must end as VIOLATED
  --json         print the report as JSON instead`;

/** @throws Error that says which argument is wrong. */
export function parseOverloadArguments(args: readonly string[]): OverloadArguments | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '10' },
      times: { type: 'string', default: '3' },
      control: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    rounds: whole('--rounds', values.rounds, 1, 100),
    seconds: whole('--seconds', values.seconds, 2, 3_600),
    times: whole('--times', values.times, 1, 20),
    control: values.control,
    json: values.json,
  };
}
