import { runCommand, say, tell } from '../run-command.ts';
import { withServers } from '../with-servers.ts';
import { parseOverloadArguments, usage } from './arguments.ts';
import type { OverloadArguments } from './arguments.ts';
import { asksAtDoor, asksByCall } from './asks.ts';
import type { Asks } from './asks.ts';
import { HostProcess } from './host-process.ts';
import { measurePeak, overload } from './measure.ts';
import type { Host } from './measure.ts';
import { overloadFaults, overloadVerdict, whyVoid } from './report.ts';
import type { Round } from './report.ts';
import { roundThatShows } from './rounds.ts';

/** Of a call, how much longer a saga takes: so much longer it is looked at. */
const SAGA_TIMES = 2;

interface Lane {
  readonly asks: Asks;
  readonly host: Host;
  readonly seconds: number;
}

async function run(parsed: OverloadArguments): Promise<boolean> {
  const rounds = await withServers('overload', tell, (servers) => runRounds(parsed, servers));
  const { holds, line } = overloadVerdict(rounds, parsed.times, parsed.control);
  if (parsed.json) say(JSON.stringify({ rounds, faults: overloadFaults(rounds, parsed.times) }));
  else say(line);
  return holds;
}

async function runRounds(
  { rounds, seconds, times, control, json }: OverloadArguments,
  { brokerUrl, databaseUrl }: { readonly brokerUrl: string; readonly databaseUrl: string },
): Promise<Round[]> {
  const env = { RABBITMQ_URL: brokerUrl, DATABASE_URL: databaseUrl, SHEDDING: control ? 'off' : 'on' };
  const busy = await HostProcess.start('busy-host.ts', env);
  const desk = await HostProcess.start('desk-host.ts', env);
  const { calls, sagas } = await asksByCall(brokerUrl);
  const door = await asksAtDoor(busy.port);
  // What sagas wait for is the busy process, and what they fill is the memory of their own.
  const sagaHost: Host = { ownTime: () => busy.ownTime(), residentMiB: () => desk.residentMiB() };
  const lanes: Lane[] = [
    { asks: calls, host: busy, seconds },
    { asks: door, host: busy, seconds },
    { asks: sagas, host: sagaHost, seconds: seconds * SAGA_TIMES },
  ];
  const measured: Round[] = [];
  const measure = async ({ asks, host, seconds: lasting }: Lane): Promise<Round> => {
    const before = await measurePeak(asks, host);
    const seen = await overload(asks, before.perSecond * times, lasting, host);
    const after = await measurePeak(asks, host);
    return { by: asks.name, peaks: [before.perOwnSecond, after.perOwnSecond], ...seen };
  };
  try {
    // What is compiled on the way is not part of a peak.
    for (const { asks, host } of lanes) await measurePeak(asks, host);
    for (let count = 0; count < rounds; count += 1) {
      for (const lane of lanes) {
        const round = await roundThatShows(() => measure(lane), times, json ? tell : say);
        measured.push(round);
        if (whyVoid(round, times) !== undefined) return measured;
      }
    }
    return measured;
  } finally {
    await Promise.all(lanes.map(({ asks }) => asks.end()));
    await Promise.all([busy.end(), desk.end()]);
  }
}

await runCommand({ usage, parse: parseOverloadArguments, run });
