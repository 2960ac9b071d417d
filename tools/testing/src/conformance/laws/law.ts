import { afterEach, describe } from 'vitest';
import type { AssembledModule } from '@carveout/runtime';
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
      const world = await startWorld(modules);
      worlds.push(world);
      return world;
    });
  });
}
