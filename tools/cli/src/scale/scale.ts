import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { CarveoutError } from '@carveout/runtime/errors';
import type { ScaleCommand } from '../commands/parse-command.ts';
import { nothingToScale } from '../errors/carv-629-nothing-to-scale.ts';
import type { Printer } from '../output/printer.ts';
import { controlSocket } from '../up/control-socket.ts';
import type { Scale } from '../up/control-socket.ts';

/**
 * Asks the `up` of this workspace to run so many processes of a deployable; answers 0 when they are ready and those too
 * many have ended.
 *
 * @throws CarveoutError CARV-629 when no `up` runs.
 */
export async function scale(workspaceRoot: string, command: ScaleCommand, printer: Printer): Promise<number> {
  const { deployable, replicas } = command;
  const answer = await ask(controlSocket(workspaceRoot), { deployable, replicas });
  const { fault } = JSON.parse(answer) as { fault?: string };
  if (fault === undefined)
    printer.say(`${deployable} runs as ${replicas === 1 ? 'one process' : `${replicas} processes`}`);
  else printer.fault(fault);
  return fault === undefined ? 0 : 1;
}

function ask(socketPath: string, scale: Scale): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path: '/scale', method: 'POST' }, (response) => {
      text(response).then(resolve, reject);
    });
    asked.once('error', (error: NodeJS.ErrnoException) => {
      const why = `no 'up' answers at ${socketPath} (${error.code ?? error.message}). Start one with 'npm run up'`;
      reject(new CarveoutError(nothingToScale, why, { cause: error }));
    });
    asked.end(JSON.stringify(scale));
  });
}
