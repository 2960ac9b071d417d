import { writeFileSync } from 'node:fs';
import { parseBenchArguments, usage } from './arguments.ts';
import type { BenchArguments } from './arguments.ts';
import { allGroups } from './groups.ts';
import type { Group, ResultRow } from './harness/figure.ts';
import { describeMachine } from './harness/machine.ts';
import { measureRounds, rowsOf } from './harness/rounds.ts';
import { lazyServers } from './harness/servers.ts';
import { describeMeasured, describeResult } from './harness/table.ts';

const say = (line: string): void => console.error(line);
const servers = lazyServers(say);
const groups = allGroups(servers);

async function runGroups({ groups: only, figures, rounds }: BenchArguments): Promise<ResultRow[]> {
  const rows: ResultRow[] = [];
  for (const group of groups) {
    if (only.length > 0 && !only.includes(group.name)) continue;
    const chosen = group.figures.filter(({ name }) => figures.length === 0 || figures.includes(name));
    if (chosen.length === 0) continue;
    say(`\n${group.name}`);
    await group.run(chosen, async (ready) => {
      say(`\n${ready.figure.name}: ${ready.figure.what}`);
      const measured = await measureRounds(ready, rounds, (round) => say(`  round ${round} of ${rounds}`));
      for (const line of describeMeasured(measured)) say(line);
      rows.push(...rowsOf(measured));
    });
  }
  return rows;
}

function list(of: readonly Group[]): void {
  for (const { name, figures } of of) {
    for (const figure of figures) console.log(`${name.padEnd(10)} ${figure.name.padEnd(26)} ${figure.what}`);
  }
}

async function main(): Promise<void> {
  const known = Object.fromEntries(groups.map(({ name, figures }) => [name, figures.map((figure) => figure.name)]));
  const parsed = parseBenchArguments(process.argv.slice(2), known);
  if (parsed === 'help') return console.log(usage);
  if (parsed === 'list') return list(groups);
  const startedAt = Date.now();
  try {
    const rows = await runGroups(parsed);
    console.log('');
    for (const line of describeMachine(await servers.versions())) console.log(line);
    console.log(
      `${parsed.rounds} interleaved rounds, ratios paired within a round; above 1 means that ours is better\n`,
    );
    console.log(
      describeResult(
        rows,
        groups.flatMap(({ figures }) => figures),
      ),
    );
    if (parsed.json !== undefined) writeFileSync(parsed.json, `${JSON.stringify(rows, undefined, 2)}\n`);
    say(`\n${((Date.now() - startedAt) / 60_000).toFixed(1)} minutes`);
  } finally {
    await servers.end();
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    say(`${signal}: cleaning up`);
    // The children end with the channel to this process.
    void servers.end().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  });
}

try {
  await main();
} catch (error) {
  say(error instanceof Error ? (process.env['DEBUG'] ? (error.stack ?? error.message) : error.message) : String(error));
  process.exitCode = 1;
}
