import { randomBytes } from 'node:crypto';
import { writeEntry } from '@carveout/nx/entry';
import { loadTopology } from '@carveout/runtime/topology';
import type { Topology } from '@carveout/runtime/topology';
import { wantsBroker } from '../backing/wants-broker.ts';
import { withBacking } from '../backing/with-backing.ts';
import type { UpCommand } from '../commands/parse-command.ts';
import { printFailure } from '../output/print-failure.ts';
import type { Printer } from '../output/printer.ts';
import { keepRunning } from '../processes/keep-running.ts';
import type { Launch } from '../processes/start-process.ts';
import type { StopOrders } from '../supervisor/stop-orders.ts';
import { claimWorkspace } from './one-at-a-time.ts';
import { placeProcesses } from './place-processes.ts';
import type { Placed } from './place-processes.ts';
import { Readiness } from './readiness.ts';

/**
 * Starts every deployable of a topology, each as many times as it has replicas, with the backing servers they need;
 * runs until a stop is asked for, and answers the exit code: 0 after a stop, 1 when one of them cannot be kept running.
 */
export async function up(
  workspaceRoot: string,
  command: UpCommand,
  orders: StopOrders,
  printer: Printer,
): Promise<number> {
  const topology = loadTopology(workspaceRoot, command.topology);
  const giveBack = claimWorkspace(workspaceRoot, topology.file);
  try {
    const placed = await placeProcesses(topology);
    const modules = topology.deployables.flatMap((deployable) => deployable.modules);
    printer.expect(placed.map(({ name }) => name));
    printer.say(`starting ${counted(placed.length, 'process', 'processes')} of ${topology.file}; Ctrl-C stops them`);
    return await withBacking(
      workspaceRoot,
      { modules, broker: wantsBroker(workspaceRoot, topology) },
      printer,
      (backing) => runAll(workspaceRoot, topology, placed, backing, orders, printer),
    );
  } finally {
    giveBack();
    if (orders.stop.aborted) printer.say('all has stopped');
  }
}

async function runAll(
  workspaceRoot: string,
  topology: Topology,
  placed: readonly Placed[],
  backing: NodeJS.ProcessEnv,
  orders: StopOrders,
  printer: Printer,
): Promise<number> {
  orders.stop.addEventListener('abort', () => printer.say('stopping; Ctrl-C again kills'));
  const readiness = new Readiness(placed, orders.stop, printer);
  let failed = false;
  await Promise.all(
    placed.map(async (one) => {
      const entry = writeEntry(workspaceRoot, topology, one.deployable);
      try {
        await keepRunning(() => launchOf(one, entry, backing), orders, printer, {
          watchReady: (signal) => readiness.watch(one, signal),
        });
      } catch (error) {
        failed = true;
        printFailure(error, (line) => printer.fault(line));
        orders.stopAll();
      }
    }),
  );
  return failed ? 1 : 0;
}

function launchOf({ name, port, adminPort }: Placed, entry: string, backing: NodeJS.ProcessEnv): Launch {
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    ...backing,
    ADMIN_PORT: String(adminPort),
    // A new name for each start: what the one before held, it must be given anew.
    CARVEOUT_DEPLOYABLE_INSTANCE: `${name}-${randomBytes(3).toString('hex')}`,
  };
  if (port === undefined) delete environment['PORT'];
  else environment['PORT'] = String(port);
  return { name, entry, environment, watch: false };
}

function counted(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}
