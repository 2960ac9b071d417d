import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { givenUp, runCommand, say } from '../run-command.ts';
import { parseRollingArguments, usage } from './arguments.ts';
import type { RollingArguments } from './arguments.ts';
import { describeRolling } from './report.ts';
import { deployablesOf } from './programs.ts';
import { closeAll, runRolling } from './run-rolling.ts';
import type { Closers } from './run-rolling.ts';
import { rollingFaults } from './verdict.ts';
import type { RollingReport } from './verdict.ts';

const workspace = join(import.meta.dirname, '../../../../..');

async function run(wanted: RollingArguments): Promise<boolean> {
  const report = await rolled(wanted);
  const faults = rollingFaults(report);
  if (wanted.json !== undefined) writeFileSync(wanted.json, `${JSON.stringify({ ...report, faults }, undefined, 2)}\n`);
  say(describeRolling(report));
  say(faults.length === 0 ? 'holds' : `VIOLATED: ${faults.join('; ')}`);
  return faults.length === 0;
}

async function rolled(wanted: RollingArguments): Promise<RollingReport> {
  const closers: Closers = [];
  try {
    return await Promise.race([runRolling(workspace, wanted, closers, say), givenUp()]);
  } finally {
    await closeAll(closers);
  }
}

const parse = (args: readonly string[]): RollingArguments | 'help' =>
  parseRollingArguments(args, deployablesOf(workspace));

await runCommand({ usage, parse, run });
