import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Bundles deployables of a topology as `nx build` does, each into a folder of its name; resolves with their programs, in
 * the same order.
 * @param topology the topology's file, absolute or relative to the workspace.
 * @param folder relative to the workspace.
 */
export async function bundleDeployables(
  workspace: string,
  topology: string,
  deployables: readonly string[],
  folder: string,
): Promise<string[]> {
  const wanted = deployables.map((deployable) => ({ deployable, outputPath: join(folder, deployable) }));
  const script = `
    const { default: bundle } = await import('./tools/nx/src/build/bundle.ts');
    for (const wanted of ${JSON.stringify(wanted)}) {
      const { success } = await bundle(wanted, { root: process.cwd() });
      if (!success) process.exit(1);
    }
    process.exit(0);`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: workspace,
    env: { ...process.env, CARVEOUT_TOPOLOGY: topology },
  });
  return wanted.map(({ outputPath }) => join(workspace, outputPath, 'main.js'));
}
