import { deployableNamed, isDoor, loadTopology } from '@carveout/runtime/topology';
import { wantsRegistry } from '../backing/wants-registry.ts';
import { wantsBroker } from '../backing/wants-broker.ts';
import { withBacking } from '../backing/with-backing.ts';
import type { ServeCommand } from '../commands/parse-command.ts';
import type { Printer } from '../output/printer.ts';
import { freeDoorPorts } from '../ports/door-ports.ts';
import { obey } from '../processes/keep-running.ts';
import { programOf } from '../processes/program-of.ts';
import { startProcess } from '../processes/start-process.ts';
import type { StopOrders } from '../supervisor/stop-orders.ts';

/**
 * Starts one deployable of the topology in force with the backing servers it needs, and answers its exit code. One
 * that ends by itself is not started again.
 */
export async function serve(
  workspaceRoot: string,
  command: ServeCommand,
  orders: StopOrders,
  printer: Printer,
): Promise<number> {
  const topology = loadTopology(workspaceRoot);
  const deployable = deployableNamed(topology, command.deployable);
  if (isDoor(topology, deployable)) await freeDoorPorts();
  const program = programOf(workspaceRoot, topology, deployable);
  const needs = {
    modules: deployable.modules,
    broker: wantsBroker(workspaceRoot, topology),
    registry: wantsRegistry(topology),
  };
  return withBacking(workspaceRoot, needs, printer, async (backing) => {
    if (orders.stop.aborted) return 0;
    const environment = { ...process.env, ...backing };
    const started = startProcess({ name: deployable.name, ...program, environment, watch: command.watch }, printer);
    obey(started, orders);
    const { code } = await started.ended;
    return orders.stop.aborted ? 0 : (code ?? 1);
  });
}
