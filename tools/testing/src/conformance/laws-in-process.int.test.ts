import { lawsConformance } from './laws.ts';
import { worldBacking } from './world-backing.ts';
import { inProcessWorlds } from './worlds.ts';

lawsConformance('in-process', inProcessWorlds(worldBacking()));
