import { lawsConformance } from './laws.ts';
import { worldBacking } from './world-backing.ts';
import { httpWorlds } from './worlds.ts';

lawsConformance('http', httpWorlds(worldBacking()));
