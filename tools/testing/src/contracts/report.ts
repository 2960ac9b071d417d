import type { BreakingChange } from '@carveout/contract/compatibility';
import { CarveoutError } from '@carveout/runtime/errors';
import { contractBreaks } from './errors/carv-330-contract-breaks.ts';
import { contractUnrecorded } from './errors/carv-331-contract-unrecorded.ts';
import type { Verdict } from './examine.ts';
import { recordedFile } from './recorded.ts';

/** What is wrong with a contract; undefined when nothing is. */
export function faultOf(verdict: Verdict, since: string | undefined): CarveoutError | undefined {
  const { module, state, breaking } = verdict;
  if (breaking.length > 0) return new CarveoutError(contractBreaks, breakText(module, breaking, since));
  if (since !== undefined || state === 'same') return undefined;
  const how =
    state === 'new'
      ? `nothing is recorded of the contract of ${module}`
      : `the contract of ${module} differs from ${recordedFile(module)}, and breaks nobody`;
  return new CarveoutError(
    contractUnrecorded,
    `${how}. Record it, and commit that file with the change: npm run contracts:accept -- ${module}`,
  );
}

function breakText(module: string, breaking: readonly BreakingChange[], since: string | undefined): string {
  const count = breaking.length === 1 ? 'one change' : `${breaking.length} changes`;
  const than = since === undefined ? recordedFile(module) : `${recordedFile(module)} at ${since}`;
  const anyway =
    since === undefined
      ? ['To record it nevertheless, on purpose:', `  npm run contracts:accept -- --breaking ${module}`]
      : ['What is deployed has to pass through a release in between.'];
  return [
    `the contract of ${module} has ${count} with which a deployed neighbour would break, against ${than}:`,
    ...breaking.flatMap(({ where, what, why, remedy }) => [
      `  ${where}: ${what}`,
      `    why: ${why}.`,
      `    do:  ${remedy}.`,
    ]),
    ...anyway,
  ].join('\n');
}
