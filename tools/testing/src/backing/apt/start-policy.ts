import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withLock } from '../joining/file-lock.ts';

/** Held by whoever installs. */
export const installLock = join(tmpdir(), 'carveout-install.lock');

/** Where Debian's package scripts ask whether they may start a server. */
const place = '/usr/sbin/policy-rc.d';

const ours = `#!/bin/sh
# Written by Carveout for as long as it installs a package. One that an interrupted run left behind is removed by the
# next run, and may be removed by hand.
exit 101
`;

/**
 * Has package scripts start no server, in the way that Debian's policy gives for it: a private broker is wanted, not
 * the system's. A policy that is there already stays. To be called under the install lock; answers how to end it.
 */
export function forbidStarts(policy = place): () => void {
  const found = contentOf(policy);
  if (found !== undefined && found !== ours) return () => undefined;
  writeFileSync(policy, ours, { mode: 0o755 });
  const remove = (): void => rmSync(policy, { force: true });
  process.once('exit', remove);
  return () => {
    process.off('exit', remove);
    remove();
  };
}

/** Removes a policy of ours whose run was killed: the system's own servers could not start for good. */
export async function removeLeftPolicy(policy = place, lock = installLock): Promise<void> {
  if (contentOf(policy) !== ours) return;
  await withLock(lock, async () => {
    // Whoever installed meanwhile has removed it.
    if (contentOf(policy) === ours) rmSync(policy, { force: true });
  });
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
