import { describe } from 'vitest';
import { requireKnot } from '../../backing/index.ts';
import { suiteOn } from '../../vitest/index.ts';
import { startKubernetes } from './registries.ts';
import type { KillableRegistry } from './registries.ts';
import { addedKilledAndRemoved, registryKilled, scaled, shopsOfFile } from './scenarios.ts';

const knotd = await requireKnot((line) => void process.stdout.write(`${line}\n`));
const shops = shopsOfFile();

describe('modules found through kubernetes, behind the gateway', () =>
  suiteOn(knotd, (program) => {
    const start = (): Promise<KillableRegistry> => startKubernetes(program);
    addedKilledAndRemoved(shops, 'kubernetes', start);
    scaled(shops, 'kubernetes', start);
    registryKilled(shops, 'kubernetes', 'go on serving while the DNS server is killed and comes back', start);
  }));
