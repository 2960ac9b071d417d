import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isDoor } from '@carveout/runtime/topology';
import { freePortsFrom } from '../../backing/processes/ports-in-a-row.ts';
import type { Programs } from './programs.ts';
import { Replica } from './replica.ts';

const AT_A_TIME = 4;
const MIGRATE_WITHIN_MS = 120_000;

export interface FleetSettings {
  readonly programs: Programs;
  readonly environment: Readonly<Record<string, string>>;
  /** Where the logs go. */
  readonly logs: string;
}

/** Every replica of every deployable of a topology. Nothing is started. */
export async function makeFleet({ programs, environment, logs }: FleetSettings): Promise<readonly Replica[]> {
  mkdirSync(logs, { recursive: true });
  const { deployables } = programs.topology;
  const count = deployables.reduce((sum, { replicas }) => sum + replicas, 0);
  let port = await freePortsFrom(2 * count);
  return deployables.flatMap((deployable) =>
    Array.from({ length: deployable.replicas }, (_, index) => {
      const name = `${deployable.name}.${index + 1}`;
      return new Replica({
        name,
        deployable: deployable.name,
        program: programs.separate.get(deployable.name)!,
        port: isDoor(programs.topology, deployable) ? port++ : undefined,
        adminPort: port++,
        environment,
        log: join(logs, `${name}.log`),
      });
    }),
  );
}

/** In production a start migrates nothing; a program does it that hosts all modules. */
export async function migrate({ programs, environment }: FleetSettings): Promise<void> {
  const env = { ...process.env, ...environment };
  await promisify(execFile)(process.execPath, [programs.whole, 'migrate'], { env, timeout: MIGRATE_WITHIN_MS });
}

/** Starts all, a few at a time: each is busy while it starts. */
export async function startFleet(fleet: readonly Replica[]): Promise<void> {
  const waiting = [...fleet];
  const startNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next.start();
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, startNext));
}
