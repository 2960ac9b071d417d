import { afterEach, beforeAll } from 'vitest';
import type { TestContext } from 'vitest';
import type { Ability, DiscoveryWorld, MakeDiscoveryWorld } from './discovery-world.ts';
import { Stage } from './stage.ts';

/** The world for the tests of a `describe`; each test has a stage of its own in it, which is cleared after it. */
export function worldOfSuite(makeWorld: MakeDiscoveryWorld): () => Stage {
  let world: DiscoveryWorld | undefined;
  let stage: Stage | undefined;
  beforeAll(async () => {
    world = await makeWorld();
  });
  afterEach(async () => {
    await stage?.clear();
    stage = undefined;
  });
  return () => (stage ??= new Stage(world!));
}

/** Ends a test that the adapter's registry has nothing for, with the reason, which the run prints. */
export function needs(context: TestContext, { world }: Stage, ...abilities: readonly Ability[]): void {
  for (const ability of abilities) {
    const reason = world.without[ability];
    if (reason !== undefined) context.skip(reason);
  }
}
