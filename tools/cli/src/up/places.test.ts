import { loadTopology } from '@carveout/runtime/topology';
import { expect, it } from 'vitest';
import { FreePorts } from '../ports/free-ports.ts';
import { Places } from './places.ts';

const workspace = `${import.meta.dirname}/../../../..`;
const behindGateway = loadTopology(workspace, 'deployables/topology.gateway.yaml');

/** All ports that the processes of a topology open with these settings. */
async function portsOf(environment: NodeJS.ProcessEnv): Promise<number[]> {
  const places = await Places.of(behindGateway, environment);
  const placed = await places.all();
  const own = placed.flatMap(({ port, linkPort, adminPort }) =>
    [port, linkPort, adminPort].filter((one) => one !== undefined),
  );
  return environment['IDENTITY_PORT'] === undefined ? own : [...own, Number(environment['IDENTITY_PORT'])];
}

it.each(['PORT', 'ADMIN_PORT', 'IDENTITY_PORT'])('gives no port twice, wherever %s is', async (variable) => {
  const free = new FreePorts();
  const door = { PORT: String(await free.from(3_300)), ADMIN_PORT: String(await free.from(3_400)) };
  // Ports that it would give away itself: after the admin port, and where those of the others begin.
  for (const from of [3_402, 3_400 + 3, Number(door.PORT) + 100, Number(door.PORT) + 101]) {
    const ports = await portsOf({ ...door, [variable]: String(await free.from(from)) });
    expect(ports).toHaveLength(new Set(ports).size);
    expect(ports.length).toBeGreaterThanOrEqual(22);
  }
});
