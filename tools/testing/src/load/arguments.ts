import { parseArgs } from 'node:util';
import { number, whole } from '../command-line/values.ts';
import { ANSWER_WITHIN_MS } from './browser.ts';

export interface LoadArguments {
  readonly url: string;
  readonly users: number;
  readonly minutes: number;
  readonly visits: number | undefined;
  readonly withinMs: number;
  readonly thinkMs: number;
  readonly seed: number;
  readonly check: boolean;
  readonly json: string | undefined;
}

export const usage = `npm run load -- [options]
  --users N       visitors at the same time (default 20)
  --minutes N     how long; fractions allowed (default 2)
  --visits N      things that each visitor does before they leave, if the time is not over by then (default no limit)
  --within MS     a request that is not answered by then has failed (default 10000)
  --url URL       the door (default http://127.0.0.1:3000)
  --think MS      mean pause of a visitor between two things, random from 0 to twice this (default 500)
  --seed N        the same seed makes the same visits (default 1)
  --check         afterwards, check the shop's invariants in the database: DATABASE_URL, or the one under .carveout
  --json FILE     also write the report as JSON`;

/** @throws Error that says which argument is wrong. */
export function parseLoadArguments(args: readonly string[]): LoadArguments | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      users: { type: 'string', default: '20' },
      minutes: { type: 'string', default: '2' },
      visits: { type: 'string' },
      within: { type: 'string', default: String(ANSWER_WITHIN_MS) },
      url: { type: 'string', default: 'http://127.0.0.1:3000' },
      think: { type: 'string', default: '500' },
      seed: { type: 'string', default: '1' },
      check: { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (!URL.canParse(values.url)) throw new Error(`--url: '${values.url}' is no URL such as http://127.0.0.1:3000`);
  return {
    url: values.url,
    users: whole('--users', values.users, 1, 10_000),
    minutes: number('--minutes', values.minutes, 0.01, 24 * 60),
    visits: values.visits === undefined ? undefined : whole('--visits', values.visits, 1, 1_000_000),
    withinMs: whole('--within', values.within, 1, 600_000),
    thinkMs: whole('--think', values.think, 0, 600_000),
    seed: whole('--seed', values.seed, 0, 2 ** 31),
    check: values.check,
    json: values.json,
  };
}
