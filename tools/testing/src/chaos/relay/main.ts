import { runCommand, say, sayFaults, tell } from '../run-command.ts';
import { withServers } from '../with-servers.ts';
import { parseThawArguments, usage } from './arguments.ts';
import type { ThawArguments } from './arguments.ts';
import { runThaws } from './run-thaws.ts';
import type { ThawReport } from './run-thaws.ts';

async function run(parsed: ThawArguments): Promise<boolean> {
  const report = await withServers('relay', tell, (servers) => runThaws({ ...parsed, ...servers, onProgress: tell }));
  if (parsed.json) say(JSON.stringify(report));
  else describe(report);
  return report.faults.length === 0;
}

function describe({ seed, thaws, entries, repeats, caught, takeoverMs, leaseMs, faults }: ThawReport): void {
  sayFaults(faults);
  say(
    `seed ${seed}: ${thaws} freezes past a lease of ${leaseMs} ms, ${entries} entries, ${repeats} repeated deliveries, ` +
      `${caught} rows caught on their way; ` +
      `takeover median ${takeoverMs.median} ms, longest ${takeoverMs.longest} ms`,
  );
  say(
    faults.length === 0
      ? 'holds: fenced every time, nothing out of order, nothing lost'
      : `VIOLATED: ${faults.length} faults`,
  );
}

await runCommand({ usage, parse: parseThawArguments, run });
