import { describe } from 'vitest';
import { startConsul } from './registries.ts';
import { addedKilledAndRemoved, shopsOfFile } from './scenarios.ts';

const shops = shopsOfFile();

describe('modules found through consul, behind the gateway', () => addedKilledAndRemoved(shops, 'consul', startConsul));
