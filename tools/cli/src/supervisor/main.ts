import { Socket } from 'node:net';
import type { SupervisedCommand } from '../commands/parse-command.ts';
import { printFailure } from '../output/print-failure.ts';
import { printerFor } from '../output/printer.ts';
import { migrate } from '../migrate/migrate.ts';
import { scale } from '../scale/scale.ts';
import { serve } from '../serve/serve.ts';
import { up } from '../up/up.ts';
import { StopOrders } from './stop-orders.ts';

/** The program that `runInFront` starts: does the work of a command and answers its exit code over the channel. */
const command = JSON.parse(process.argv[2]!) as SupervisedCommand;
const channel = new Socket({ fd: 3 });
const orders = new StopOrders(channel);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => orders.stopAll());
const printer = printerFor(command);
// Whoever read the output may be gone before the work is.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

let code = 1;
try {
  code = await done(process.cwd());
} catch (error) {
  printFailure(error, (line) => printer.fault(line));
}
channel.end(String(code), () => process.exit());
setTimeout(() => process.exit(), 1_000).unref();

async function done(root: string): Promise<number> {
  switch (command.name) {
    case 'serve':
      return serve(root, command, orders, printer);
    case 'up':
      return up(root, command, orders, printer);
    case 'migrate':
      return migrate(root, command, orders, printer);
    case 'scale':
      return scale(root, command, printer);
    case 'asyncapi':
      return (await import('../asyncapi/asyncapi.ts')).asyncApi(root, command, printer);
    default:
      // The others need no data mapper.
      return (await import('../dead-letters/dead-letters.ts')).deadLetters(root, command, printer);
  }
}
