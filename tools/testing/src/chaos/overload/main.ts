import { runCommand, say, tell } from '../run-command.ts';
import { withVhost } from '../with-servers.ts';
import { parseOverloadArguments, usage } from './arguments.ts';
import type { OverloadArguments } from './arguments.ts';
import { asksAtDoor, asksByCall } from './asks.ts';
import type { Asks } from './asks.ts';
import { BusyProcess } from './busy-process.ts';
import { measurePeak, overload } from './measure.ts';
import { overloadFaults, overloadVerdict, whyVoid } from './report.ts';
import type { Round } from './report.ts';
import { roundThatShows } from './rounds.ts';

async function run(parsed: OverloadArguments): Promise<boolean> {
  const rounds = await withVhost('overload', tell, (url) => runRounds(parsed, url));
  const { holds, line } = overloadVerdict(rounds, parsed.times, parsed.control);
  if (parsed.json) say(JSON.stringify({ rounds, faults: overloadFaults(rounds, parsed.times) }));
  else say(line);
  return holds;
}

async function runRounds({ rounds, seconds, times, control, json }: OverloadArguments, url: string): Promise<Round[]> {
  const host = await BusyProcess.start({ RABBITMQ_URL: url, SHEDDING: control ? 'off' : 'on' });
  const ways = [await asksByCall(url), await asksAtDoor(host.port)];
  const measured: Round[] = [];
  const measure = async (way: Asks): Promise<Round> => {
    const before = await measurePeak(way, host);
    const seen = await overload(way, before.perSecond * times, seconds, host);
    const after = await measurePeak(way, host);
    return { by: way.name, peaks: [before.perOwnSecond, after.perOwnSecond], ...seen };
  };
  try {
    // What is compiled on the way is not part of a peak.
    for (const way of ways) await measurePeak(way, host);
    for (let count = 0; count < rounds; count += 1) {
      for (const way of ways) {
        const round = await roundThatShows(() => measure(way), times, json ? tell : say);
        measured.push(round);
        if (whyVoid(round, times) !== undefined) return measured;
      }
    }
    return measured;
  } finally {
    await Promise.all(ways.map((way) => way.end()));
    await host.end();
  }
}

await runCommand({ usage, parse: parseOverloadArguments, run });
