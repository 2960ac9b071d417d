import { writeFileSync } from 'node:fs';
import { parseBenchArguments, usage } from './arguments.ts';
import type { BenchArguments } from './arguments.ts';
import { allGroups } from './groups.ts';
import type { Figure, Group, ResultRow } from './harness/figure.ts';
import { describeMachine } from './harness/machine.ts';
import { measureRounds, rowsOf } from './harness/rounds.ts';
import { lazyServers } from './harness/servers.ts';
import { describeMeasured, describeResult } from './harness/table.ts';

const say = (line: string): void => console.error(line);
const servers = lazyServers(say);
const groups = allGroups(servers);

interface Outcome {
  readonly rows: ResultRow[];
  /** Figures that could not be measured, with why. */
  readonly failures: string[];
}

async function runGroups({ groups: only, figures, rounds }: BenchArguments): Promise<Outcome> {
  const outcome: Outcome = { rows: [], failures: [] };
  for (const group of groups) {
    if (only.length > 0 && !only.includes(group.name)) continue;
    const chosen = group.figures.filter(({ name }) => figures.length === 0 || figures.includes(name));
    try {
      for (const figure of chosen) await runFigure(group, figure, rounds, outcome);
    } finally {
      await group.end();
    }
  }
  return outcome;
}

/** A figure that fails does not keep the others from being measured. */
async function runFigure(group: Group, figure: Figure, rounds: number, outcome: Outcome): Promise<void> {
  say(`\n${group.name} · ${figure.name}: ${figure.what}`);
  try {
    await group.run(figure, async (ready) => {
      const measured = await measureRounds(ready, rounds, (round) => say(`  round ${round} of ${rounds}`));
      for (const line of describeMeasured(measured)) say(line);
      outcome.rows.push(...rowsOf(measured));
    });
  } catch (error) {
    const failure = `${figure.name} was not measured: ${reasonOf(error)}`;
    say(failure);
    outcome.failures.push(failure);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return process.env['DEBUG'] === undefined ? error.message : (error.stack ?? error.message);
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
    const { rows, failures } = await runGroups(parsed);
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
    for (const failure of failures) console.log(failure);
    if (failures.length > 0) process.exitCode = 1;
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
  say(reasonOf(error));
  process.exitCode = 1;
}
