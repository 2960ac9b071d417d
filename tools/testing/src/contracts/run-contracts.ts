import { CarveoutError } from '@carveout/runtime/errors';
import type { ContractArguments } from './arguments.ts';
import { contractUnreadable } from './errors/carv-332-contract-unreadable.ts';
import { examine, modulesWithContract } from './examine.ts';
import type { Verdict } from './examine.ts';
import { record, recordedAt, recordedFile, recordedNow } from './recorded.ts';
import { faultOf } from './report.ts';

export interface ContractsOutcome {
  /** What was done and seen, a line each. */
  readonly lines: readonly string[];
  readonly faults: readonly CarveoutError[];
}

/**
 * Compares the contracts of a workspace with what is recorded of them, and records what is accepted.
 *
 * @throws CarveoutError CARV-332 when a contract or its record cannot be read
 */
export async function runContracts(root: string, asked: ContractArguments): Promise<ContractsOutcome> {
  const recorded = asked.since === undefined ? recordedNow(root) : recordedAt(root, asked.since);
  const lines: string[] = [];
  const faults: CarveoutError[] = [];
  for (const module of chosen(root, asked.modules, recorded.modules)) {
    const verdict = await examine(root, module, recorded);
    const fault = faultOf(verdict, asked.since);
    if (fault === undefined) lines.push(`${module}: ${verdict.state === 'differs' ? 'breaks nobody' : verdict.state}`);
    else if (!isAccepted(asked, verdict)) faults.push(fault);
    else {
      record(root, verdict.description!, module);
      lines.push(`${module}: recorded in ${recordedFile(module)}${broken(verdict)}`);
    }
  }
  return { lines, faults };
}

function isAccepted({ accept, breaking }: ContractArguments, verdict: Verdict): boolean {
  return accept && verdict.description !== undefined && (breaking || verdict.breaking.length === 0);
}

function broken({ breaking }: Verdict): string {
  return breaking.length === 0 ? '' : `, with ${breaking.length} that a deployed neighbour would not survive`;
}

function chosen(root: string, asked: readonly string[], recorded: readonly string[]): readonly string[] {
  const all = [...new Set([...modulesWithContract(root), ...recorded])].sort();
  const unknown = asked.filter((module) => !all.includes(module));
  if (unknown.length > 0) {
    throw new CarveoutError(
      contractUnreadable,
      `there is no module ${unknown.map((name) => `'${name}'`).join(', ')} (there are: ${all.join(', ')})`,
    );
  }
  return asked.length > 0 ? asked : all;
}
