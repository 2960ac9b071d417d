import type { AnyContract } from '@carveout/contract';
import type { AssembledModule } from '../definition/index.ts';
import type { AnyFallbacks } from '../definition/fallbacks.ts';
import { didYouMean } from '../topology/near-names.ts';
import type { ComposeOptions } from './compose-options.ts';

/** Lines for operations that do not exist, as far as this process knows the contracts: the callers of each do. */
export function resilienceFaults({ topology, modules, contracts = [] }: ComposeOptions): string[] {
  const known = new Map<string, AnyContract>(
    [...modules.flatMap(({ parts }) => [parts.contract, ...Object.values(parts.calls)]), ...contracts].map(
      (contract) => [contract.name, contract],
    ),
  );
  return Object.keys(topology.resilience ?? {}).flatMap((key) => {
    const [module, operation] = key.split('.', 2) as [string, string | undefined];
    const operations = known.get(module)?.operations;
    if (operation === undefined || operations === undefined || Object.hasOwn(operations, operation)) return [];
    const names = Object.keys(operations);
    return [
      `${topology.file} has resilience for ${key}, but ${module} has no such operation.${didYouMean(operation, names)} It has: ${names.join(', ')}`,
    ];
  });
}

/** What the types refuse already, for those who have none. */
export function fallbackFaults({ parts }: AssembledModule): string[] {
  return Object.entries(parts.fallbacks as AnyFallbacks).flatMap(([name, fallbacks = {}]) => {
    const contract = parts.calls[name];
    if (contract === undefined) return [`declares fallbacks for ${name}, which it does not call`];
    return Object.keys(fallbacks).flatMap((operation) => {
      const kind = Object.hasOwn(contract.operations, operation)
        ? contract.operations[operation]!.kind
        : 'no operation';
      return kind === 'query'
        ? []
        : [
            `declares a fallback for ${name}.${operation}, which is ${kind === 'command' ? 'a command' : kind}: only queries have one`,
          ];
    });
  });
}
