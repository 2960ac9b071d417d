import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { processorWaitMs, watchProcessorWait } from './processor-wait.ts';

it('is nothing for a process that is not there', () => {
  for (const pid of [undefined, -1]) {
    expect(processorWaitMs(pid)).toBe(0);
    expect(watchProcessorWait(pid)()).toBe(0);
  }
});

it('is the second of the three times that the system tells', ({ skip }) => {
  if (!existsSync('/proc/self/schedstat'))
    skip('this system does not tell how long processes wait: /proc/self/schedstat');
  const told = (): number => Number(readFileSync('/proc/self/schedstat', 'utf8').split(/\s/)[1]) / 1e6;
  const [before, is, after] = [told(), processorWaitMs(process.pid), told()];
  expect(is).toBeGreaterThanOrEqual(before);
  expect(is).toBeLessThanOrEqual(after);
});

it('is kept of a process that ends meanwhile, and counts from the beginning of the watch', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  await once(child, 'spawn');
  const ended = watchProcessorWait(child.pid);
  child.stdin.end();
  await once(child, 'exit');
  expect(processorWaitMs(child.pid)).toBe(0);
  const waited = ended();
  expect(waited).toBeGreaterThanOrEqual(0);
  expect(waited).toBeLessThan(60_000);
});
