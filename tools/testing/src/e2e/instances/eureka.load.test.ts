import { describe } from 'vitest';
import { need } from '../../vitest/index.ts';
import { startEureka } from './registries.ts';
import { addedKilledAndRemoved, registryKilled, scaled, shopsOfFile } from './scenarios.ts';

need('private-eureka');
const shops = shopsOfFile();

describe('modules found through eureka, behind the gateway', () => {
  addedKilledAndRemoved(shops, 'eureka', startEureka);
  scaled(shops, 'eureka', startEureka);
  registryKilled(shops, 'eureka', 'go on serving while the registry is killed and comes back empty', startEureka);
});
