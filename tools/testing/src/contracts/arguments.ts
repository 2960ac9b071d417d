import { parseArgs } from 'node:util';

export interface ContractArguments {
  /** The modules looked at; empty: all. */
  readonly modules: readonly string[];
  readonly accept: boolean;
  readonly breaking: boolean;
  readonly since: string | undefined;
}

export const usage = `npm run contracts -- [<module>…] [options]
  Compares each module's contract with what is recorded of it, and fails when they differ.
  --since COMMIT  compares with what was recorded at that commit, such as the tag of what is deployed
npm run contracts:accept -- [<module>…] [options]
  Records contracts that differ, unless a deployed neighbour would break.
  --breaking      records those too`;

/** @throws Error that says which argument is wrong. */
export function parseContractArguments(args: readonly string[]): ContractArguments | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      accept: { type: 'boolean', default: false },
      breaking: { type: 'boolean', default: false },
      since: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { accept, breaking, since } = values;
  if (values.help) return 'help';
  if (breaking && !accept) throw new Error('--breaking: says what to record, and goes with npm run contracts:accept');
  if (accept && since !== undefined) throw new Error('--since: only looks, and does not go with contracts:accept');
  if (since?.startsWith('-')) throw new Error(`--since: '${since}' is no commit`);
  return { modules: positionals, accept, breaking, since };
}
