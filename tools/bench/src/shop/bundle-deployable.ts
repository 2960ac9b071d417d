import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const TOPOLOGY = 'deployables/topology.separate.yaml';

/** Bundles a deployable of the all-separate topology as `nx build` does; resolves with the program's path. */
export async function bundleDeployable(workspace: string, deployable: string, outputPath: string): Promise<string> {
  const script = `
    const { default: bundle } = await import('./tools/nx/src/build/bundle.ts');
    const { success } = await bundle(${JSON.stringify({ deployable, outputPath })}, { root: process.cwd() });
    process.exit(success ? 0 : 1);`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: workspace,
    env: { ...process.env, CARVEOUT_TOPOLOGY: TOPOLOGY },
  });
  return join(workspace, outputPath, 'main.js');
}
