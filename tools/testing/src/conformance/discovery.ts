import { afterAll, describe } from 'vitest';
import type { DiscoveryWorld, MakeDiscoveryWorld } from './discovery/discovery-world.ts';
import { outages } from './discovery/outages.ts';
import { pictures } from './discovery/pictures.ts';
import { rubbish } from './discovery/rubbish.ts';
import { seen } from './discovery/seen.ts';
import { stopping } from './discovery/stopping.ts';

export type { Ability, DiscoveryWorld, MakeDiscoveryWorld } from './discovery/discovery-world.ts';
export { keptLog } from './kept-log.ts';

/**
 * States every promise of the discovery port as a test, over the adapter and the registry that `makeWorld` gives. What a
 * registry is without, the world says with its reason, and the run's last lines print it.
 */
export function discoveryConformance(adapter: string, makeWorld: MakeDiscoveryWorld): void {
  describe(`the discovery port over ${adapter}`, () => {
    let world: Promise<DiscoveryWorld> | undefined;
    const theWorld = (): Promise<DiscoveryWorld> => (world ??= makeWorld());
    for (const promises of [seen, pictures, outages, rubbish, stopping]) promises(theWorld);
    afterAll(async () => (await world)?.close());
  });
}
