import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listModules, loadTopology, topologyFile } from './load.ts';
import { needsBroker } from './topology.ts';

const workspace = join(import.meta.dirname, '../../../..');

describe('the topologies of this workspace', () => {
  it('host everything in one process that needs no broker', () => {
    const topology = loadTopology(workspace, 'deployables/topology.yaml');
    expect(topology.deployables.map(({ name }) => name)).toEqual(['monolith']);
    expect(topology.deployables[0]!.modules).toEqual(listModules(workspace));
    expect(needsBroker(topology)).toBe(false);
  });

  it('host each module in a deployable of its own', () => {
    const topology = loadTopology(workspace, 'deployables/topology.separate.yaml');
    expect(topology.deployables.map(({ name, modules }) => [name, ...modules]).sort()).toEqual(
      listModules(workspace).map((module) => [module, module]),
    );
    expect(needsBroker(topology)).toBe(true);
  });
});

describe('a workspace', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'carveout-load-'));
    for (const module of ['b', 'a']) {
      mkdirSync(join(root, 'modules', module, 'core'), { recursive: true });
      writeFileSync(join(root, 'modules', module, 'core', 'package.json'), '{}');
    }
    mkdirSync(join(root, 'modules', 'no-core', 'contract'), { recursive: true });
    mkdirSync(join(root, 'deployables'));
    writeFileSync(join(root, 'deployables', 'topology.yaml'), 'deployables: { one: rest }');
  });

  afterEach(() => rmSync(root, { recursive: true }));

  it('has the modules that have a core', () => {
    expect(listModules(root)).toEqual(['a', 'b']);
    expect(listModules(join(root, 'modules'))).toEqual([]);
  });

  it('takes the file that is asked for, then CARVEOUT_TOPOLOGY, then the usual one', () => {
    expect(topologyFile(root, 'x.yaml', { CARVEOUT_TOPOLOGY: 'y.yaml' })).toBe('x.yaml');
    expect(topologyFile(root, undefined, { CARVEOUT_TOPOLOGY: join(root, 'y.yaml') })).toBe('y.yaml');
    expect(topologyFile(root, undefined, {})).toBe('deployables/topology.yaml');
    expect(topologyFile(join(root, 'modules'), join(root, 'z.yaml'), {})).toBe(join(root, 'z.yaml'));
    expect(loadTopology(root).deployables[0]!.modules).toEqual(['a', 'b']);
  });

  it('says which files there are when the one named is missing', () => {
    expect(() => loadTopology(root, 'deployables/topologie.yaml')).toThrow(
      expect.objectContaining({ code: 'CARV-201', message: expect.stringContaining('deployables/topology.yaml') }),
    );
  });
});
