import { afterAll, beforeAll, describe } from 'vitest';
import { skipWhereMissing } from '../vitest/index.ts';
import { typescriptCore } from './launches.ts';
import { portCases } from './port-cases.ts';
import { startProgram } from './program.ts';
import type { Launch, Program } from './program.ts';
import { DRAIN_MS, stopCases } from './stop-cases.ts';
import { valueCases } from './value-cases.ts';
import { wireCases } from './wire-cases.ts';

/** For the builds of both, on a machine that does other things besides. */
const START_MS = 600_000;

/**
 * All that a host of `currencies` must do, in whatever language; beside a process of the TypeScript core, whose answers
 * are the right ones.
 *
 * @param missing what is not installed here, and how to get it: its tests are skipped, and the run says why.
 */
export function describeTwin(name: string, launch: Launch, missing?: string): void {
  describe(name, () => {
    let running: Program | undefined;
    let beside: Program | undefined;
    const host = (): Program => running!;
    const core = (): Program => beside ?? running!;

    beforeAll(async () => {
      if (missing !== undefined) return;
      const drains = { CARVEOUT_DRAIN_MS: String(DRAIN_MS) };
      running = await startProgram(launch, drains);
      if (launch !== typescriptCore) beside = await startProgram(typescriptCore, {});
    }, START_MS);
    skipWhereMissing(() => missing);
    afterAll(async () => {
      await running?.stop();
      await beside?.stop();
    });

    describe('over the link', () => wireCases(host));
    describe('compared with the TypeScript core', () => valueCases(host, core));
    describe('at its ports', () => portCases(host, core));
    describe('at its end', () => stopCases(host));
  });
}
