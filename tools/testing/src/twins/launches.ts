import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspace } from './program.ts';
import type { Launch } from './program.ts';

const START_MS = 120_000;
const BUILD_MS = 400_000;

/** Two replicas, of which one is started: a single process would open no link. A gateway has each serve its `http` lines. */
const TOPOLOGY = `
deployables: { currencies: { modules: [currencies], replicas: 2 } }
links: { commands: http, queries: http }
gateway: {}
`;

/** The deployable as `up` starts it: by the entry that the topology makes. */
const entry = (instances: string): string => `
process.env.CARVEOUT_INSTANCES = ${JSON.stringify(instances)};
const { parseTopology, deployable } = await import('@carveout/runtime/topology');
const { writeEntry } = await import('@carveout/nx/entry');
const known = { file: 'currencies-and-its-twins.yaml', modules: ['currencies'] };
const topology = parseTopology(${JSON.stringify(TOPOLOGY)}, known);
await import(writeEntry(process.cwd(), topology, deployable(topology, 'currencies')));`;

function noInstances(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'carveout-twins-')), 'instances.json');
  writeFileSync(file, '{}');
  return file;
}

export const typescriptCore: Launch = {
  file: process.execPath,
  get parameters() {
    return ['--input-type=module', '--eval', entry(noInstances())];
  },
  readyWithinMs: START_MS,
};

const example = (name: string): Launch => ({
  file: join(workspace, 'docs/examples', name, 'start'),
  parameters: [],
  readyWithinMs: BUILD_MS,
});

export const goTwin = example('currencies-go');
export const springTwin = example('currencies-spring');
