import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withLock } from '../joining/file-lock.ts';
import { forbidStarts, removeLeftPolicy } from './start-policy.ts';

let folder: string;
let policy: string;
let lock: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carveout-policy-'));
  [policy, lock] = [join(folder, 'policy-rc.d'), join(folder, 'lock')];
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('forbids starts until it is told to end', () => {
  const allow = forbidStarts(policy);
  expect(readFileSync(policy, 'utf8')).toMatch(/^#!\/bin\/sh\n# Written by Carveout[^]*\nexit 101\n$/);
  allow();
  expect(existsSync(policy)).toBe(false);
});

it('removes what a killed run left behind, once nobody installs', async () => {
  forbidStarts(policy);
  let removing: Promise<void> | undefined;
  await withLock(lock, async () => {
    removing = removeLeftPolicy(policy, lock);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(existsSync(policy)).toBe(true);
  });
  await removing;
  expect(existsSync(policy)).toBe(false);
});

it('takes over what a killed run left behind when it installs itself', () => {
  forbidStarts(policy);
  forbidStarts(policy)();
  expect(existsSync(policy)).toBe(false);
});

it("leaves somebody else's policy alone", async () => {
  writeFileSync(policy, '#!/bin/sh\nexit 101\n');
  forbidStarts(policy)();
  await removeLeftPolicy(policy, lock);
  expect(readFileSync(policy, 'utf8')).toBe('#!/bin/sh\nexit 101\n');
});
