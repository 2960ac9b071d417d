import { loadTopology } from '@carveout/runtime/topology';
import { wantsRegistry } from '../backing/wants-registry.ts';
import { wantsBroker } from '../backing/wants-broker.ts';
import { withBacking } from '../backing/with-backing.ts';
import type { UpCommand } from '../commands/parse-command.ts';
import type { Printer } from '../output/printer.ts';
import type { StopOrders } from '../supervisor/stop-orders.ts';
import { openControl } from './control.ts';
import { controlSocket } from './control-socket.ts';
import { Fleet } from './fleet.ts';
import type { FleetSurroundings } from './fleet.ts';
import { claimWorkspace } from './one-at-a-time.ts';
import { Places } from './places.ts';
import type { Placed } from './places.ts';
import { Readiness } from './readiness.ts';
import { together } from './together.ts';

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
    const modules = topology.deployables.flatMap((deployable) => deployable.modules);
    const places = await Places.of(topology);
    const placed = await places.all();
    printer.expect(placed.map(({ name }) => name));
    printer.say(`starting ${counted(placed.length, 'process', 'processes')} of ${topology.file}; Ctrl-C stops them`);
    return await withBacking(
      workspaceRoot,
      { modules, broker: wantsBroker(workspaceRoot, topology), registry: wantsRegistry(topology) },
      printer,
      (backing) => runAll({ workspaceRoot, topology, places, orders, printer }, placed, backing),
    );
  } finally {
    giveBack();
    if (orders.stop.aborted) printer.say('all has stopped');
  }
}

async function runAll(
  around: Pick<FleetSurroundings, 'workspaceRoot' | 'topology' | 'places' | 'orders' | 'printer'>,
  placed: readonly Placed[],
  backing: NodeJS.ProcessEnv,
): Promise<number> {
  const { workspaceRoot, topology, orders, printer } = around;
  orders.stop.addEventListener('abort', () => printer.say('stopping; Ctrl-C again kills'));
  const readiness = new Readiness(placed, orders.stop, printer);
  const { environment, own, list } = await together(workspaceRoot, topology);
  list(placed);
  const fleet = new Fleet({
    ...around,
    ...{ readiness, own, list },
    environment: { ...backing, ...environment },
  });
  const closeControl = await openControl(controlSocket(workspaceRoot), fleet);
  try {
    return (await fleet.run(placed)).failed ? 1 : 0;
  } finally {
    closeControl();
  }
}

function counted(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}
