import { Socket } from 'node:net';
import type { Command } from '../commands/parse-command.ts';
import { printFailure } from '../output/print-failure.ts';
import { printerFor } from '../output/printer.ts';
import { serve } from '../serve/serve.ts';
import { up } from '../up/up.ts';
import { StopOrders } from './stop-orders.ts';

/** The program that `runInFront` starts: does the work of a command and answers its exit code over the channel. */
const command = JSON.parse(process.argv[2]!) as Exclude<Command, { name: 'help' }>;
const channel = new Socket({ fd: 3 });
const orders = new StopOrders(channel);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => orders.stopAll());
const printer = printerFor(command);
// Whoever read the output may be gone before the work is.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

let code = 1;
try {
  const root = process.cwd();
  code =
    command.name === 'serve' ? await serve(root, command, orders, printer) : await up(root, command, orders, printer);
} catch (error) {
  printFailure(error, (line) => printer.fault(line));
}
channel.end(String(code), () => process.exit());
setTimeout(() => process.exit(), 1_000).unref();
