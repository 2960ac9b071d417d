import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { identify, identifySelf, isAlive } from './process-identity.ts';

it('knows a live process, and knows that it is gone', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const identity = identify(child.pid!)!;
  expect(isAlive(identity)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isAlive(identity)).toBe(false);
});

it('does not take a process for an earlier one with its pid', () => {
  expect(isAlive({ ...identifySelf(), began: 'another time' })).toBe(false);
});
