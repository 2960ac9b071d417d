import { existsSync, readFileSync } from 'node:fs';
import { installIsForbidden } from '../environment.ts';
import { withLock } from '../joining/file-lock.ts';
import type { NotHad } from '../joining/running.ts';
import { findProgram } from '../processes/find-program.ts';
import { lastLines, run } from '../processes/run.ts';
import { forbidStarts, installLock } from './start-policy.ts';

/**
 * Installs a package of Debian or Ubuntu, as root, without starting the package's own server. Answers why it did not;
 * `undefined` after success, and when the package is there already.
 */
export async function installFromDistribution(
  what: string,
  packageName: string,
  log: (line: string) => void,
): Promise<NotHad | undefined> {
  const remedy = `apt-get install --no-install-recommends ${packageName}`;
  const unfit = whyNot();
  if (unfit !== undefined) return { reason: unfit, remedy };
  return withLock(installLock, async () => {
    if (await isInstalled(packageName)) return undefined;
    log(
      `none is installed: installing ${packageName} from the distribution with apt-get, which takes a minute ` +
        '(CARVEOUT_INSTALL=never forbids it)',
    );
    const began = Date.now();
    const failure = await install(packageName);
    if (failure !== undefined) {
      log(`${packageName} could not be installed: ${failure}`);
      return { reason: failure, remedy };
    }
    log(`installed ${what} in ${Math.round((Date.now() - began) / 1000)} s`);
    return undefined;
  });
}

function whyNot(): string | undefined {
  if (installIsForbidden()) return 'CARVEOUT_INSTALL=never forbids to install it';
  if (process.getuid?.() !== 0) return 'only root may install it';
  if (findProgram('apt-get') === undefined || !isDebianLike()) return 'this is neither Debian nor Ubuntu';
  return undefined;
}

function isDebianLike(): boolean {
  if (!existsSync('/etc/os-release')) return false;
  const release = readFileSync('/etc/os-release', 'utf8');
  const names = [...release.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap((match) => match[1]!.split(' '));
  return names.includes('debian') || names.includes('ubuntu');
}

async function isInstalled(packageName: string): Promise<boolean> {
  const status = await run('dpkg-query', ['--show', '--showformat=${db:Status-Status}', packageName]);
  return status.ok && status.output === 'installed';
}

async function install(packageName: string): Promise<string | undefined> {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const lock = ['-o', 'DPkg::Lock::Timeout=300'];
  const update = await run('apt-get', [...lock, 'update'], { environment });
  if (!update.ok) return `apt-get update failed: ${lastLines(update.output)}`;
  const allowStarts = forbidStarts();
  try {
    const args = [...lock, 'install', '--yes', '--no-install-recommends', packageName];
    const installed = await run('apt-get', args, { environment });
    return installed.ok ? undefined : `apt-get install failed: ${lastLines(installed.output)}`;
  } finally {
    allowStarts();
  }
}
