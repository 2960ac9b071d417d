import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identifySelf, isAlive } from '@carveout/testing/process-identity';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { claimWorkspace } from './one-at-a-time.ts';

vi.mock('@carveout/testing/process-identity', { spy: true });

let root: string;
const claimFile = () => join(root, '.carveout', 'up.json');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'carveout-claim-'));
});
afterEach(() => rmSync(root, { recursive: true }));

it('is held until it is given back', () => {
  const giveBack = claimWorkspace(root, 'a.yaml');
  expect(() => claimWorkspace(root, 'b.yaml')).toThrow(
    expect.objectContaining({
      code: 'CARV-621',
      message: expect.stringMatching(`${process.pid} runs 'up' with a.yaml`),
    }),
  );
  giveBack();
  claimWorkspace(root, 'b.yaml')();
  expect(readdirSync(join(root, '.carveout'))).toEqual([]);
});

it('is taken over from a process that is gone, also when its pid lives on', () => {
  claimWorkspace(root, 'a.yaml');
  writeFileSync(claimFile(), JSON.stringify({ ...identifySelf(), began: 'at another time', topology: 'a.yaml' }));
  const giveBack = claimWorkspace(root, 'b.yaml');
  expect(existsSync(claimFile())).toBe(true);
  giveBack();
  expect(existsSync(claimFile())).toBe(false);
});

it('is taken over when the file cannot be read', () => {
  claimWorkspace(root, 'a.yaml')();
  writeFileSync(claimFile(), '{');
  claimWorkspace(root, 'b.yaml')();
});

it('stays with another who took it over at the same time', () => {
  claimWorkspace(root, 'a.yaml');
  // Read before the other has taken it over, and taken away after that.
  vi.mocked(isAlive).mockReturnValueOnce(false);
  expect(() => claimWorkspace(root, 'b.yaml')).toThrow(
    expect.objectContaining({ code: 'CARV-621', message: expect.stringMatching('with a.yaml') }),
  );
  expect(readdirSync(join(root, '.carveout'))).toEqual(['up.json']);
});
