import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { need } from '../../vitest/needs.ts';
import { BackingUnavailable } from '../errors/backing-unavailable.ts';
import { eurekaAnswers } from './answers.ts';
import { findJava } from './java.ts';
import { requireEureka } from './private-eureka.ts';
import { useEureka } from './use-eureka.ts';

let parent: string;
let folder: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'carveout-eureka-from-'));
  folder = join(parent, 'server');
  for (const name of ['EUREKA_URL', 'CARVEOUT_BACKING', 'JAVA_HOME']) vi.stubEnv(name, undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(parent, { recursive: true, force: true });
});

it('an address in the environment is used as it is, and nothing is started', async () => {
  vi.stubEnv('EUREKA_URL', 'http://me:secret@one.example:8761/eureka,https://two.example/eureka');
  const lines: string[] = [];
  const use = await useEureka({ folder, persistent: false, log: (line) => lines.push(line) });
  expect(use).toMatchObject({ origin: 'environment', url: process.env['EUREKA_URL'] });
  await use.release();
  expect(existsSync(folder)).toBe(false);
  expect(lines).toEqual(['Eureka: using one.example:8761, two.example, which EUREKA_URL names']);
});

it('an address that is none is refused without being shown', async () => {
  vi.stubEnv('EUREKA_URL', 'amqp://me:secret@one.example');
  const refusal = useEureka({ folder, persistent: false });
  await expect(refusal).rejects.toMatchObject({ code: 'CARV-633' });
  await expect(refusal).rejects.not.toThrow(/secret/);
});

describe('a folder', () => {
  need('private-eureka');

  it('has one server, however many ask; it is gone with the last of them', async () => {
    const first = await useEureka({ folder, persistent: false });
    const second = await useEureka({ folder, persistent: false });
    expect([first.joined, second.joined, second.url]).toEqual([false, true, first.url]);
    await first.release();
    expect(await eurekaAnswers(second.url)).toBe(true);
    await second.release();
    expect(await eurekaAnswers(second.url)).toBe(false);
    expect(existsSync(join(folder, 'settings.json'))).toBe(false);
  }, 120_000);
});

describe('no Java to be had', () => {
  it('says what was tried and the one command that would change it', async () => {
    vi.stubEnv('CARVEOUT_INSTALL', 'never');
    vi.stubEnv('CARVEOUT_BACKING', 'docker,apt');
    const error = await useEureka({ folder, persistent: false }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(BackingUnavailable);
    const { code, message, remedy } = error as BackingUnavailable;
    expect(code).toBe('CARV-459');
    expect(message).toContain('installed: not among the origins that CARVEOUT_BACKING allows');
    expect(message).toContain(`Run \`${remedy}\`, or name a server with EUREKA_URL.`);
    expect(remedy).toMatch(/openjdk.*maven/);
  });

  it('passes over a Java that is too old, and one that is not there', async () => {
    const java = await findJava({ JAVA_HOME: join(parent, 'none') });
    if (typeof java === 'string') expect(java).toMatch(/^no Java of version 17 or newer/);
    else expect(java.java).not.toContain(parent);
  });

  it('a test of its own gets the installation, or the same code', async () => {
    vi.stubEnv('CARVEOUT_INSTALL', 'never');
    const answer = await requireEureka(() => undefined).catch((error: unknown) => error);
    if (answer instanceof Error) expect(answer).toMatchObject({ code: 'CARV-459' });
    else
      expect(answer).toMatchObject({
        java: expect.stringContaining('java') as string,
        jar: expect.stringMatching(/eureka\.jar$/) as string,
      });
  });
});
