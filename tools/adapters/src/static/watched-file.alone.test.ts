import { watch, writeFileSync } from 'node:fs';
import type * as fs from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WatchedFile } from './watched-file.ts';

vi.mock('node:fs', async (original) => ({ ...(await original<typeof fs>()), watch: vi.fn() }));

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carveout-watched-'));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

it('a file is read anew although something changes in its folder all the time', async () => {
  let changed = (): void => undefined;
  vi.mocked(watch).mockImplementation(((_folder: string, _options: object, listener: () => void) => {
    changed = listener;
    return { on: () => undefined, close: () => undefined } as unknown as fs.FSWatcher;
  }) as typeof watch);
  const file = join(folder, 'modules.yaml');
  writeFileSync(file, 'before');
  const heard: unknown[] = [];
  const watched = new WatchedFile(file, 60_000);
  await watched.start((text) => void heard.push(text));
  writeFileSync(file, 'after');
  for (let ms = 0; ms < 1_000; ms += 10) {
    changed();
    vi.advanceTimersByTime(10);
  }
  // Reading takes real time; what is pending on a timer does not fire any more.
  for (const until = performance.now() + 10_000; heard.length < 2 && performance.now() < until;) await turn();
  expect(heard).toEqual(['before', 'after']);
  await watched.stop();
});
