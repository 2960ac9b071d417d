import { quoteFor } from '../domain/quote.ts';
import { module } from '../module.ts';

export const quote = module.handle('quote', ({ items }) => ({ cost: quoteFor(items) }));
