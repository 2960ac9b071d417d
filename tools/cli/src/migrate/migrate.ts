import { writeEntry } from '@carveout/nx/entry';
import { loadTopology } from '@carveout/runtime/topology';
import { needsDatabase } from '../backing/needs-database.ts';
import { withBacking } from '../backing/with-backing.ts';
import type { MigrateCommand } from '../commands/parse-command.ts';
import type { Printer } from '../output/printer.ts';
import { obey } from '../processes/keep-running.ts';
import { startProcess } from '../processes/start-process.ts';
import type { StopOrders } from '../supervisor/stop-orders.ts';

/** No deployable can have this name, so that its program is nobody else's. */
const NAME = 'all modules';

/**
 * Brings the data of all modules of a topology up to date, by one program that hosts them. Answers its exit code: 1 when one
 * of them could not be. Modules that are another language's program look after themselves.
 */
export async function migrate(
  workspaceRoot: string,
  command: MigrateCommand,
  orders: StopOrders,
  printer: Printer,
): Promise<number> {
  const topology = loadTopology(workspaceRoot, command.topology);
  const ours = topology.deployables.filter(({ program }) => program === undefined);
  const modules = ours.flatMap((one) => one.modules).filter((module) => needsDatabase(workspaceRoot, module));
  if (modules.length === 0) {
    printer.say(`${topology.file}: no module has data`);
    return 0;
  }
  const whole = { name: NAME, modules, replicas: 1, line: 1 };
  const { gateway: _, ...others } = topology;
  const entry = writeEntry(workspaceRoot, { ...others, deployables: [whole] }, whole);
  return withBacking(workspaceRoot, { modules, broker: false }, printer, async (backing) => {
    if (orders.stop.aborted) return 1;
    const environment = { ...process.env, ...backing };
    const started = startProcess(
      { name: 'migrate', entry, parameters: ['migrate'], environment, watch: false },
      printer,
    );
    obey(started, orders);
    return (await started.ended).code ?? 1;
  });
}
