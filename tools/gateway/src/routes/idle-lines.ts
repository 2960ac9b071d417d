import type { AnyContract, AnyOperation } from '@carveout/contract';
import { CarveoutError } from '@carveout/runtime/errors';
import { didYouMean, gatewayInvalid, listed } from '@carveout/runtime/topology';
import type { Topology } from '@carveout/runtime/topology';

/** What `cache` is for. */
export const isKept = ({ kind, http }: AnyOperation): boolean => kind === 'query' && http?.startsWith('GET ') === true;

/**
 * Lines of `gateway.routes` that would hold for nothing, as far as the contracts are known: of an operation that there is
 * not, or that no request reaches; and a `cache` where nothing can be kept. Each is a CARV-220.
 */
export function idleLines(contracts: readonly AnyContract[], { file, gateway }: Topology): CarveoutError[] {
  return Object.entries(gateway?.routes ?? {}).flatMap(([line, { cache }]) => {
    const [module, name] = line.split('.', 2) as [string, string | undefined];
    const operations = contracts.find((contract) => contract.name === module)?.operations;
    if (operations === undefined) return [];
    const why =
      (name === undefined ? undefined : whyUnreached(module, name, operations)) ??
      (cache === undefined
        ? undefined
        : whyNotKept(name === undefined ? Object.values(operations) : [operations[name]!]));
    return why === undefined ? [] : [new CarveoutError(gatewayInvalid, `${file}: 'gateway.routes.${line}': ${why}`)];
  });
}

const whyNotKept = (operations: readonly AnyOperation[]): string | undefined =>
  operations.some(isKept) ? undefined : "'cache' holds for queries with an http line of GET alone, and here is none.";

function whyUnreached(
  module: string,
  name: string,
  operations: Readonly<Record<string, AnyOperation>>,
): string | undefined {
  const reached = Object.keys(operations).filter((one) => operations[one]!.http !== undefined);
  const all = `Those with an http line are: ${listed(reached)}.`;
  if (!Object.hasOwn(operations, name))
    return `${module} has no operation '${name}'.${didYouMean(name, Object.keys(operations))} ${all}`;
  return reached.includes(name) ? undefined : `${module}.${name} has no http line: no request reaches it. ${all}`;
}
