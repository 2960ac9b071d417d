import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTopology } from '@carveout/runtime/topology';
import type { Topology } from '@carveout/runtime/topology';
import { givenUp, runCommand, say } from '../run-command.ts';
import { parseChaosArguments, usage } from './arguments.ts';
import type { ChaosArguments } from './arguments.ts';
import { buildProgram } from './deployables/build-program.ts';
import { otherwise } from './deployables/plan-processes.ts';
import { describeRun } from './report.ts';
import { runChaos } from './run-chaos.ts';
import type { ChaosReport } from './run-chaos.ts';

async function run(parsed: ChaosArguments): Promise<boolean> {
  const workspace = join(import.meta.dirname, '../../../../..');
  const topology = loadTopology(workspace, parsed.topology);
  const programFolder = mkdtempSync(join(tmpdir(), 'carveout-chaos-program-'));
  try {
    const program = await buildProgram(workspace, programFolder);
    return await runSeeds(parsed, topology, program);
  } finally {
    rmSync(programFolder, { recursive: true, force: true });
  }
}

/** A run for each seed; true when none violated anything. */
async function runSeeds(parsed: ChaosArguments, topology: Topology, program: string): Promise<boolean> {
  const ended = givenUp();
  const reports: ChaosReport[] = [];
  for (const seed of parsed.seeds) {
    const folder = mkdtempSync(join(tmpdir(), `carveout-chaos-${seed}-`));
    say(
      `chaos with seed ${seed} on ${topology.file}${parsed.control ? ', control: confirms, inbox and drain are off' : ''}`,
    );
    for (const line of otherwise(topology)) say(line);
    const report = await runChaos({ ...parsed, topology, program, seed, folder, say, givenUp: ended });
    for (const line of describeRun(report)) say(line);
    reports.push(report);
    if (parsed.json !== undefined) writeFileSync(parsed.json, `${JSON.stringify(reports, undefined, 2)}\n`);
    if (report.violations.length === 0) rmSync(folder, { recursive: true, force: true });
    else say(`history and logs are kept in ${folder}`);
  }
  if (reports.length > 1)
    for (const { seed, violations } of reports) say(`seed ${seed}: ${violations.length} violations`);
  return reports.every(({ violations }) => violations.length === 0);
}

await runCommand({ usage, parse: parseChaosArguments, run });
