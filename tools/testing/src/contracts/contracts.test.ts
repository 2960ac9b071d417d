import { join } from 'node:path';
import { expect, it } from 'vitest';
import { modulesWithContract } from './examine.ts';
import { runContracts } from './run-contracts.ts';

const workspace = join(import.meta.dirname, '../../../..');

it("every module's contract is as recorded, so that its deployed neighbours go on working", async () => {
  const { lines, faults } = await runContracts(workspace, {
    modules: [],
    accept: false,
    breaking: false,
    since: undefined,
  });
  expect(faults.map(String).join('\n\n')).toBe('');
  const modules = modulesWithContract(workspace);
  expect(modules.length).toBeGreaterThan(0);
  expect(lines).toEqual(modules.map((module) => `${module}: same`));
});
