import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { breakingChanges, describeContract } from '@carveout/contract/compatibility';
import type { BreakingChange, ContractDescription } from '@carveout/contract/compatibility';
import { loadContract } from './load-contract.ts';
import { descriptionIn, textOf } from './recorded.ts';
import type { Recorded } from './recorded.ts';

/** How a module's contract stands to what is recorded of it. */
export interface Verdict {
  readonly module: string;
  /** Undefined for a module that is gone. */
  readonly description: ContractDescription | undefined;
  /** `new`: nothing is recorded of it. */
  readonly state: 'same' | 'differs' | 'new';
  readonly breaking: readonly BreakingChange[];
}

/** The modules of a workspace that have a contract, in alphabetical order. */
export function modulesWithContract(root: string): string[] {
  return globSync('modules/*/contract/package.json', { cwd: root })
    .map((file) => file.split('/')[1]!)
    .sort();
}

export async function examine(root: string, module: string, recorded: Recorded): Promise<Verdict> {
  const text = recorded.text(module);
  const exists = existsSync(join(root, 'modules', module, 'contract/package.json'));
  const description = exists ? describeContract(await loadContract(root, module)) : undefined;
  if (text === undefined) return { module, description, state: 'new', breaking: [] };
  const before = descriptionIn(text, module);
  const after = description ?? { contract: before.contract, operations: {}, events: {} };
  const breaking = breakingChanges(before, after);
  return { module, description, state: textOf(before) === textOf(after) ? 'same' : 'differs', breaking };
}
