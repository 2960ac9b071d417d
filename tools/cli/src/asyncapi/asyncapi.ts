import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { asyncApiDocument } from '@carveout/adapters/asyncapi';
import { listModules } from '@carveout/runtime/topology';
import { loadContract } from '@carveout/testing/load-contract';
import type { AsyncApiCommand } from '../commands/parse-command.ts';
import type { Printer } from '../output/printer.ts';

/** Prints, or writes, what all modules of the workspace exchange over RabbitMQ, as an AsyncAPI document. */
export async function asyncApi(workspaceRoot: string, { out }: AsyncApiCommand, printer: Printer): Promise<number> {
  const contracts = await Promise.all(listModules(workspaceRoot).map((module) => loadContract(workspaceRoot, module)));
  const text = `${JSON.stringify(asyncApiDocument(contracts, { title: 'Messages of the shop' }), undefined, 2)}\n`;
  if (out === undefined) process.stdout.write(text);
  else {
    writeFileSync(resolve(workspaceRoot, out), text);
    printer.say(`written: ${out}`);
  }
  return 0;
}
