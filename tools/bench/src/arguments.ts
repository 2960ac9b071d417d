import { parseArgs } from 'node:util';

export interface BenchArguments {
  /** Groups to run; empty for all. */
  readonly groups: readonly string[];
  /** Figures to run; empty for all of the groups. */
  readonly figures: readonly string[];
  readonly rounds: number;
  readonly json: string | undefined;
}

export const usage = `npm run bench -- [options]
  --only GROUP      calls, messages, shop or gateway; may be repeated (default all)
  --figure FIGURE   one figure, such as rabbitmq-call-c256; may be repeated (default all)
  --rounds N        rounds per figure, at least 1 (default 5)
  --json FILE       also write [{ figure, against, ours, theirs, unit, ratio, rounds }]
  --list            only list the figures`;

/** @throws Error that says which argument is wrong and what is possible. */
export function parseBenchArguments(
  args: readonly string[],
  known: Readonly<Record<string, readonly string[]>>,
): BenchArguments | 'help' | 'list' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true, default: [] },
      figure: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string', default: '5' },
      json: { type: 'string' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (values.list) return 'list';
  const groups = Object.keys(known);
  const figures = Object.entries(known).flatMap(([group, of]) =>
    values.only.length === 0 || values.only.includes(group) ? of : [],
  );
  refuseUnknown('--only', values.only, groups);
  refuseUnknown('--figure', values.figure, figures);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds: '${values.rounds}' is no whole number from 1`);
  return { groups: values.only, figures: values.figure, rounds, json: values.json };
}

function refuseUnknown(name: string, asked: readonly string[], possible: readonly string[]): void {
  for (const one of asked) {
    if (!possible.includes(one)) throw new Error(`${name}: there is no '${one}'; there is ${possible.join(', ')}`);
  }
}
