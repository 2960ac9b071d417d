import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { developmentFolders, usePostgres } from '../backing/index.ts';
import { parseLoadArguments, usage } from './arguments.ts';
import { checkInvariants } from './invariants/check-invariants.ts';
import { describeLoad } from './report.ts';
import { runLoad } from './run-load.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/** Asks for the database only when it must: without `DATABASE_URL`, the one that `npm start` and `npm run up` use. */
async function check(acknowledged: readonly string[]): Promise<boolean> {
  const workspace = join(import.meta.dirname, '../../../..');
  const use = await usePostgres({ folder: developmentFolders(workspace).postgres, persistent: true });
  try {
    const environment = { ...process.env, DATABASE_URL: use.url };
    const { holds, faults, seen } = await checkInvariants({ environment, acknowledged });
    for (const fault of faults) say(`VIOLATED ${fault}`);
    say(holds ? `OK: the invariants hold: ${seen}` : `FAILED: ${faults.length} violations: ${seen}`);
    return holds;
  } finally {
    await use.release();
  }
}

async function main(): Promise<boolean> {
  const parsed = parseLoadArguments(process.argv.slice(2));
  if (parsed === 'help') {
    say(usage);
    return true;
  }
  const { url, users, minutes, visits, withinMs, thinkMs, seed } = parsed;
  const report = await runLoad({
    url,
    users,
    seconds: minutes * 60,
    visitsEach: visits,
    withinMs,
    thinkMs,
    seed,
    onProgress: tell,
  });
  say(describeLoad(report));
  if (parsed.json !== undefined) writeFileSync(parsed.json, `${JSON.stringify(report, undefined, 2)}\n`);
  const holds = !parsed.check || (await check(report.checkouts.acknowledged));
  return report.requests > 0 && report.failed === 0 && holds;
}

try {
  if (!(await main())) process.exitCode = 1;
} catch (error) {
  tell(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
