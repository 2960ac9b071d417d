import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CarveoutError } from '@carveout/runtime/errors';
import { keptFolder } from '@carveout/testing/folders';
import { identifySelf, isAlive } from '@carveout/testing/process-identity';
import type { ProcessIdentity } from '@carveout/testing/process-identity';
import { upAlready } from '../errors/carv-621-up-already.ts';

interface Claim extends ProcessIdentity {
  readonly topology: string;
}

/**
 * Takes the workspace's kept folder for this `up`, and answers how to give it back. What an `up` that was killed has
 * left is taken over.
 *
 * @throws CarveoutError CARV-621 while another holds it.
 */
export function claimWorkspace(workspaceRoot: string, topology: string): () => void {
  const folder = keptFolder(workspaceRoot);
  const file = join(folder, 'up.json');
  mkdirSync(folder, { recursive: true });
  const own = join(folder, `up.${process.pid}.json`);
  const claim: Claim = { ...identifySelf(), topology };
  writeFileSync(own, JSON.stringify(claim));
  try {
    while (!linked(own, file)) {
      const holder = readClaim(file);
      if (holder !== undefined && isAlive(holder)) throw heldBy(holder);
      takeAway(file, join(folder, `up.${process.pid}.gone.json`));
    }
  } finally {
    unlinkSync(own);
  }
  return () => {
    if (readClaim(file)?.pid === process.pid) rmSync(file, { force: true });
  };
}

/** A link appears whole or not at all, unlike a file that is written. */
function linked(own: string, file: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Another may have taken it over since it was read: what is taken away is looked at again, and put back where it is alive. */
function takeAway(file: string, aside: string): void {
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const taken = readClaim(aside);
  if (taken !== undefined && isAlive(taken)) linked(aside, file);
  unlinkSync(aside);
}

function readClaim(file: string): Claim | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Claim;
  } catch {
    return undefined;
  }
}

function heldBy({ pid, topology }: Claim): CarveoutError {
  return new CarveoutError(
    upAlready,
    `process ${pid} runs 'up' with ${topology} in this workspace. End it first (Ctrl-C there, or kill ${pid}).`,
  );
}
