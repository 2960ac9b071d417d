import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

const workspace = join(import.meta.dirname, '../../..');
const monolith = 'deployables/topology.yaml';
const separate = 'deployables/topology.separate.yaml';

const nxData = mkdtempSync(join(tmpdir(), 'carveout-nx-'));
afterAll(() => rmSync(nxData, { recursive: true, force: true }));

/** Runs Nx as a person would, on its own. */
async function nx(topology: string, ...parameters: string[]): Promise<string> {
  // What Nx and the test runner tell their own children would make Nx believe that it runs inside a task.
  const outside = Object.entries(process.env).filter(([name]) => !/^NX_TASK|^VITEST/.test(name));
  const environment = {
    ...Object.fromEntries(outside),
    NX_DAEMON: 'false',
    CARVEOUT_TOPOLOGY: topology,
    // Its own, so that no Nx of another test is at work there; one for both topologies, which must not mix.
    NX_WORKSPACE_DATA_DIRECTORY: nxData,
    FORCE_COLOR: '0',
  };
  const run = promisify(execFile);
  const program = join(workspace, 'node_modules/nx/dist/bin/nx.js');
  const { stdout } = await run(process.execPath, [program, ...parameters], {
    cwd: workspace,
    env: environment,
    maxBuffer: 1 << 26,
    timeout: 130_000,
  });
  return stdout;
}

/** The projects that `nx affected -t build` would build after a change of the file. */
async function affectedBuild(topology: string, file: string): Promise<string[]> {
  const plan = await nx(topology, 'affected', '-t', 'build', `--files=${file}`, '--graph=stdout');
  const { tasks } = JSON.parse(plan.slice(plan.indexOf('{'))) as { tasks: { tasks: Record<string, unknown> } };
  return Object.keys(tasks.tasks)
    .map((task) => task.replace(/:build$/, ''))
    .sort();
}

const core = 'modules/payments/core/src/index.ts';
const contract = 'modules/payments/contract/src/index.ts';

describe('nx affected -t build', { timeout: 400_000 }, () => {
  it('after a change inside a core names that core and its host, in each topology, alternating', async () => {
    expect(await affectedBuild(monolith, core)).toEqual(['@shop/payments-core', 'monolith']);
    expect(await affectedBuild(separate, core)).toEqual(['@shop/payments-core', 'payments']);
    expect(await affectedBuild(monolith, core)).toEqual(['@shop/payments-core', 'monolith']);
  });

  it('after a change of a contract names the callers too, and those who host them', async () => {
    const inOne = await affectedBuild(monolith, contract);
    expect(inOne).toEqual(
      expect.arrayContaining(['@shop/payments', '@shop/payments-core', '@shop/orders-core', 'monolith']),
    );
    const apart = await affectedBuild(separate, contract);
    expect(apart).toEqual(
      expect.arrayContaining(['@shop/payments', '@shop/payments-core', '@shop/orders-core', 'payments', 'orders']),
    );
    // The door serves every contract.
    expect(apart).toContain('storefront');
    for (const names of [inOne, apart]) {
      expect(names).not.toEqual(expect.arrayContaining(['@shop/catalog-core']));
      expect(names).not.toEqual(expect.arrayContaining(['@shop/currencies-core']));
    }
    expect(apart).not.toContain('catalog');
  });

  it('after a change of the topology names its deployables and no module', async () => {
    expect(await affectedBuild(monolith, monolith)).toEqual(['monolith']);
    expect(await affectedBuild(monolith, separate)).toEqual([]);
  });

  it('after a change of what writes and bundles their programs names all deployables', async () => {
    const affected = await affectedBuild(separate, 'tools/nx/src/entry/generate-entry.ts');
    expect(affected).toEqual(expect.arrayContaining(['catalog', 'payments', 'storefront']));
  });

  it('reports a topology that cannot be used, with its code', async () => {
    await expect(nx('deployables/none.yaml', 'show', 'projects')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('CARV-201'),
    });
  });
});
