import { lawsConformance } from './laws.ts';
import { worldBacking } from './world-backing.ts';
import { rabbitmqWorlds } from './worlds.ts';

lawsConformance('rabbitmq', rabbitmqWorlds(worldBacking()));
