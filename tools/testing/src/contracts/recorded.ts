import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContractDescription } from '@carveout/contract/compatibility';
import { CarveoutError } from '@carveout/runtime/errors';
import { contractUnreadable } from './errors/carv-332-contract-unreadable.ts';

/** What is recorded of contracts: in the workspace as it is, or as it was at a commit. */
export interface Recorded {
  /** The modules that have something recorded, in alphabetical order. */
  readonly modules: readonly string[];
  /** Undefined for a module of which nothing is recorded. */
  readonly text: (module: string) => string | undefined;
}

/** Relative to the workspace. */
export function recordedFile(module: string): string {
  return `modules/${module}/contract/contract.json`;
}

export function recordedNow(root: string): Recorded {
  return {
    modules: modulesOf(globSync(recordedFile('*'), { cwd: root })),
    text: (module) => {
      const file = join(root, recordedFile(module));
      return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    },
  };
}

/** @throws CarveoutError CARV-332 when git knows no such commit */
export function recordedAt(root: string, commit: string): Recorded {
  const git = (...parameters: string[]): string => {
    try {
      return execFileSync('git', parameters, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    } catch (cause) {
      const said = String((cause as { stderr?: unknown }).stderr ?? cause).trim();
      throw new CarveoutError(contractUnreadable, `git cannot show what was recorded at '${commit}': ${said}`, {
        cause,
      });
    }
  };
  const modules = modulesOf(git('ls-tree', '-r', '--name-only', commit, '--', 'modules/').split('\n'));
  return {
    modules,
    text: (module) => (modules.includes(module) ? git('show', `${commit}:./${recordedFile(module)}`) : undefined),
  };
}

export function record(root: string, description: ContractDescription, module: string): void {
  writeFileSync(join(root, recordedFile(module)), textOf(description));
}

export function textOf(description: ContractDescription): string {
  return `${JSON.stringify(description, undefined, 2)}\n`;
}

/** @throws CarveoutError CARV-332 for what no program has written */
export function descriptionIn(text: string, module: string): ContractDescription {
  const file = recordedFile(module);
  try {
    const read = JSON.parse(text) as Partial<ContractDescription>;
    if (read.contract && read.operations && read.events) return read as ContractDescription;
  } catch (cause) {
    const what = `${file} is no JSON (${(cause as Error).message})`;
    throw new CarveoutError(contractUnreadable, `${what}. Take it from git as it was`, { cause });
  }
  throw new CarveoutError(contractUnreadable, `${file} describes no contract. Take it from git as it was`);
}

function modulesOf(files: readonly string[]): string[] {
  return files.flatMap((file) => /^modules\/([^/]+)\/contract\/contract\.json$/.exec(file)?.[1] ?? []).sort();
}
