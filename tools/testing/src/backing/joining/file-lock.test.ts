import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readHolder, withLock } from './file-lock.ts';
import { identifySelf, isSame } from './process-identity.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carveout-lock-'));
  file = join(folder, 'lock');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('lets one call in at a time and frees the lock after each, also after a failing one', async () => {
  let inside = 0;
  let most = 0;
  const work = async (fails: boolean): Promise<void> => {
    most = Math.max(most, ++inside);
    await sleep(5);
    inside--;
    if (fails) throw new Error('failed inside');
  };
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map((n) => withLock(file, () => work(n === 2))));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(most).toBe(1);
  expect(existsSync(file)).toBe(false);
});

it('names its holder', async () => {
  await withLock(file, async () => expect(isSame(readHolder(file)!, identifySelf())).toBe(true));
});

it('takes over the lock of a process that is gone, and of one whose pid another process has now', async () => {
  for (const gone of [
    { pid: 2 ** 22 + 1, began: 'long ago' },
    { pid: process.pid, began: 'before this one' },
  ]) {
    writeFileSync(file, JSON.stringify(gone));
    expect(await withLock(file, async () => 'inside')).toBe('inside');
  }
});

it('waits for a live holder and says so', async () => {
  writeFileSync(file, JSON.stringify(identifySelf()));
  const waited: number[] = [];
  const inside = withLock(file, async () => 'inside', {
    onWait: ({ pid }) => {
      waited.push(pid);
      rmSync(file);
    },
  });
  expect(await inside).toBe('inside');
  expect(waited).toEqual([process.pid]);
});
