import { CarveoutError } from '../errors/carveout-error.ts';
import { unknownDeployable } from './errors/carv-218-unknown-deployable.ts';
import { didYouMean, listed } from './near-names.ts';
import type { Deployable, Topology } from './topology.ts';

/** The deployable that someone asked for by name; CARV-218 when there is none. */
export function deployableNamed(topology: Topology, name: string): Deployable {
  const found = topology.deployables.find((one) => one.name === name);
  if (found !== undefined) return found;
  const known = topology.deployables.map((one) => one.name);
  throw new CarveoutError(
    unknownDeployable,
    `${topology.file} has no deployable '${name}'.${didYouMean(name, known)} There are: ${listed(known)}.`,
  );
}
