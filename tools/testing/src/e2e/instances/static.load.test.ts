import { describe } from 'vitest';
import { startStatic } from './registries.ts';
import { addedKilledAndRemoved, shopsOfFile } from './scenarios.ts';

const shops = shopsOfFile();

describe('modules found through static, behind the gateway', () => addedKilledAndRemoved(shops, 'static', startStatic));
