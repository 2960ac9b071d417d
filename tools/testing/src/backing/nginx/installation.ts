import { installFromDistribution } from '../apt/install.ts';
import { noNginx } from '../errors/carv-493-no-nginx.ts';
import { findProgram } from '../processes/find-program.ts';

/** Where distributions put it: an ordinary user's PATH may lack it. */
const FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin', '/usr/local/nginx/sbin'];

/**
 * The installed nginx; installs one where that is possible.
 *
 * @throws BackingUnavailable CARV-493 when there is none.
 */
export async function requireInstalledNginx(log: (line: string) => void): Promise<string> {
  const found = findProgram('nginx', FOLDERS);
  if (found !== undefined) return found;
  const failure = await installFromDistribution('nginx', 'nginx-light', log);
  const installed = failure ? undefined : findProgram('nginx', FOLDERS);
  if (installed !== undefined) return installed;
  throw noNginx([
    { origin: 'installed', reason: 'no nginx on the PATH' },
    { origin: 'apt', reason: failure?.reason ?? 'its package brought no program' },
  ]);
}
