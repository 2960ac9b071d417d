import { CarveoutError } from '@carveout/runtime';
import { discoveryOptionRefused } from './errors/carv-440-discovery-option-refused.ts';

/** @throws CarveoutError CARV-440 that names all faults at once, if there is one. */
export function refuseOptions(adapter: string, faults: readonly (string | undefined)[]): void {
  const found = faults.filter((fault) => fault !== undefined);
  if (found.length > 0)
    throw new CarveoutError(discoveryOptionRefused, `Discovery through ${adapter}: ${found.join('; ')}`);
}

/** Says what is wrong with a number of ms, or nothing. */
export function notWithin(name: string, value: number, lowest: number, highest: number): string | undefined {
  if (Number.isInteger(value) && value >= lowest && value <= highest) return undefined;
  return `${name} must be a whole number from ${lowest} to ${highest}, not ${value}`;
}
