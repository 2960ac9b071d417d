import { runCommand, say, sayFaults, tell } from '../run-command.ts';
import { withServers } from '../with-servers.ts';
import { parseCallsArguments, usage } from './arguments.ts';
import type { CallsArguments } from './arguments.ts';
import { runCalls } from './run-calls.ts';
import type { CallsReport } from './run-calls.ts';

async function run(parsed: CallsArguments): Promise<boolean> {
  const report = await withServers('calls', tell, (servers) => runCalls(parsed, { ...servers, onProgress: tell }));
  if (parsed.json) say(JSON.stringify(report));
  else describe(report);
  return report.faults.length === 0;
}

function describe({ seed, kills, calls, outcomes, inFlight, longestOverMs, faults }: CallsReport): void {
  sayFaults(faults);
  const ways = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  say(`seed ${seed}: ${kills} kills, ${calls} calls: ${ways.join(', ')}`);
  say(`in flight at a kill: median ${inFlight.median}, least ${inFlight.least}`);
  say(`settled after the deadline by at most ${longestOverMs} ms, its own process's delay taken off`);
  say(
    faults.length === 0
      ? 'holds: every call settled in time, in one of the ways; every command had one effect at most'
      : `VIOLATED: ${faults.length} faults`,
  );
}

await runCommand({ usage, parse: parseCallsArguments, run });
