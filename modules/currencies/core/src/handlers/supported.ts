import { rates } from '../domain/rates.ts';
import { module } from '../module.ts';

export const supported = module.handle('supported', () => ({ currencies: [...rates.keys()].sort() }));
