import { writeFileSync } from 'node:fs';
import { givenUp, runCommand, say, tell } from '../run-command.ts';
import { parseMessagesArguments, usage } from './arguments.ts';
import type { MessagesArguments } from './arguments.ts';
import { describeMessages, describeRun, holds } from './report.ts';
import { runMessages } from './run-messages.ts';

async function run(parsed: MessagesArguments): Promise<boolean> {
  say(describeRun(parsed));
  // When it is given up, the end of the process takes the brokers along; a signal alone would leave them.
  const report = await Promise.race([runMessages(parsed, tell), givenUp()]);
  if (parsed.json !== undefined) writeFileSync(parsed.json, `${JSON.stringify(report, undefined, 2)}\n`);
  say(describeMessages(report));
  return holds(report);
}

await runCommand({ usage, parse: parseMessagesArguments, run });
