export { lawsConformance } from './laws.ts';
export { inProcessWorlds, rabbitmqWorlds } from './worlds.ts';
export type { WorldBacking } from './worlds.ts';
export type { StartWorld, World } from './world.ts';
