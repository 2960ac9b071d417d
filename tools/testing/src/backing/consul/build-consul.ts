import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { findProgram } from '../processes/find-program.ts';
import { lastLines } from '../processes/run.ts';
import { builtConsulFolder } from './find-consul.ts';

/** The last release line that needs no module of Consul's later licence; under the MPL 2.0. */
const VERSION = 'v1.14.11';

/**
 * Builds a Consul for the tests from its Go module, where the distribution has none: `node <this file>`. It takes some
 * minutes on two cores, and 2 GB in Go's caches.
 */
const go = findProgram('go', ['/usr/local/go/bin']);
if (go === undefined) throw new Error('building Consul needs Go 1.20 or later on the PATH');
const folder = mkdtempSync(join(tmpdir(), 'carveout-consul-build-'));
try {
  const built = join(folder, 'consul');
  for (const args of [
    ['mod', 'init', 'carveout.test/consul'],
    ['get', `github.com/hashicorp/consul@${VERSION}`],
    ['build', '-mod=mod', '-o', built, 'github.com/hashicorp/consul'],
  ]) {
    console.log(`go ${args.join(' ')}`);
    const { status, stderr } = spawnSync(go, args, {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      maxBuffer: 1 << 26,
    });
    if (status !== 0) throw new Error(`go ${args[0]} failed: ${lastLines(stderr.toString().trim(), 10)}`);
  }
  mkdirSync(builtConsulFolder, { recursive: true });
  // By copy where the folders are on two file systems.
  const copied = spawnSync('cp', [built, join(builtConsulFolder, 'consul.new')]);
  if (copied.status !== 0) throw new Error(`cp failed: ${copied.stderr.toString()}`);
  renameSync(join(builtConsulFolder, 'consul.new'), join(builtConsulFolder, 'consul'));
  console.log(`Consul ${VERSION} is in ${builtConsulFolder}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
