import { afterEach, describe } from 'vitest';
import type { AssembledModule } from '@carveout/runtime';
import { bankWith } from '../fixture/bank.ts';
import { tellerWith } from '../fixture/teller.ts';
import type { StartWorld, World } from '../world.ts';

/** Starts worlds for one test each and stops them after it. */
export type Start = (...modules: AssembledModule[]) => Promise<World>;

/** Groups the tests of one law of DESIGN.md §4. */
export function law(number: number, name: string, startWorld: StartWorld, tests: (start: Start) => void): void {
  describe(`law ${number}: ${name}`, () => {
    const worlds: World[] = [];
    afterEach(async () => {
      await Promise.all(worlds.splice(0).map((world) => world.stop()));
    });
    tests(async (...modules) => {
      const world = await startWorld(withNeighbours(modules));
      worlds.push(world);
      return world;
    });
  });
}

/** Adds the usual teller and bank where a module calls one that the test did not give. */
function withNeighbours(modules: readonly AssembledModule[]): AssembledModule[] {
  const all = [...modules];
  const lacks = (name: string): boolean =>
    all.some(({ parts }) => Object.values(parts.calls).some((contract) => contract.name === name)) &&
    all.every(({ parts }) => parts.contract.name !== name);
  if (lacks('teller')) all.push(tellerWith());
  if (lacks('bank')) all.push(bankWith());
  return all;
}
