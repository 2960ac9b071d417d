import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ProcessIdentity } from '../joining/process-identity.ts';
import { isGoneWithin, signal } from '../processes/end.ts';

it('goes with the process that forgets to remove it', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'carveout-test-'));
  const program = join(import.meta.dirname, 'throw-away.fixture.ts');
  const server = JSON.parse(execFileSync(process.execPath, [program, parent], { encoding: 'utf8' })) as ProcessIdentity;
  try {
    expect(await isGoneWithin(server, 10_000)).toBe(true);
    expect(readdirSync(parent)).toEqual([]);
  } finally {
    signal(server, 'SIGKILL');
    rmSync(parent, { recursive: true });
  }
});
